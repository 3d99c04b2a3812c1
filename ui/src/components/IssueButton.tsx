import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/lib/session";

/** The primary action of the rooms that show certificates; only for who may issue. */
export function IssueButton() {
  const { t } = useTranslation("shell");
  if (!useMay("issue")) return null;
  return (
    <Button component={Link} to="/issue">
      {t("primary")}
    </Button>
  );
}
