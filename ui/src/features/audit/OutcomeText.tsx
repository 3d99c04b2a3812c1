import { IconAlertTriangle, IconBan } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AuditEvent } from "@/lib/ipc";
import classes from "./Audit.module.css";

const icons = { done: null, refused: IconBan, failed: IconAlertTriangle };

/** How an event ended. */
export function OutcomeText({ outcome }: { outcome: AuditEvent["outcome"] }) {
  const { t } = useTranslation("audit");
  const Icon = icons[outcome];
  return (
    <span className={`${classes.outcome} ${classes[outcome]}`}>
      {Icon ? <Icon size={14} stroke={1.8} aria-hidden /> : null}
      {t(`outcome.${outcome}`)}
    </span>
  );
}
