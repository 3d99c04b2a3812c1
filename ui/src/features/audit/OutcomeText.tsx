import { IconAlertTriangle, IconBan } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AuditEvent } from "@/lib/ipc";
import classes from "./Audit.module.css";

const icons = { done: null, refused: IconBan, failed: IconAlertTriangle };

/** How an event ended: in a word, or by its icon alone where the sentence that follows begins with the word. */
export function OutcomeText({ outcome, before = "" }: { outcome: AuditEvent["outcome"]; before?: string }) {
  const { t } = useTranslation("audit");
  const Icon = icons[outcome];
  const word = t(`outcome.${outcome}`);
  const said = Icon !== null && before.startsWith(`${word}:`);
  return (
    <span className={`${classes.outcome} ${classes[outcome]}`}>
      {Icon ? <Icon size={14} stroke={1.8} aria-hidden /> : null}
      {said ? null : word}
    </span>
  );
}
