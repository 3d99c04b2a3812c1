import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CoreError } from "@/lib/ipc";
import { Sentence } from "./Sentence";

/** A refusal that belongs to no field on screen, above the buttons of its form. */
export function ErrorNotice({ error, title }: { error: CoreError | null; title?: string }) {
  const { t } = useTranslation();
  if (!error) return null;
  return (
    <Alert
      color="harm"
      variant="light"
      icon={<IconAlertTriangle size={18} />}
      title={title ?? t("failed")}
      role="alert"
    >
      <Sentence text={error.message} />
    </Alert>
  );
}
