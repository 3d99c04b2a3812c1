import { IconAlertTriangle, IconBan } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AuditEvent } from "@/lib/ipc";
import classes from "./Audit.module.css";

const icons = { done: null, refused: IconBan, failed: IconAlertTriangle };

/** How a deed ended. `quiet`: what was done needs no word for the eye, where almost all was. */
export function OutcomeText({ outcome, quiet }: { outcome: AuditEvent["outcome"]; quiet?: boolean }) {
  const { t } = useTranslation("audit");
  const Icon = icons[outcome];
  return (
    <span className={`${classes.outcome} ${classes[outcome]}`}>
      {Icon ? <Icon size={14} stroke={1.8} aria-hidden /> : null}
      <span className={quiet && outcome === "done" ? "visually-hidden" : undefined}>{t(`outcome.${outcome}`)}</span>
    </span>
  );
}
