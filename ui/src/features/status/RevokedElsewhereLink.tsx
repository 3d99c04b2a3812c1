import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import classes from "./status.module.css";

/** Leads to those that others revoked, where there are any. */
export function RevokedElsewhereLink({ count }: { count: number }) {
  const { t } = useTranslation("status");
  if (count === 0) return null;
  return (
    <Link to="/certificates" search={{ filter: { revokedElsewhere: true }, versions: "all" }} className={classes.more}>
      {t("watching.showRevoked", { count })}
    </Link>
  );
}
