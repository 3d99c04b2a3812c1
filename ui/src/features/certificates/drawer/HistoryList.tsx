import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Time } from "@/components/Time";
import type { AuditEvent } from "@/lib/ipc";
import classes from "./drawer.module.css";

/** What was done with the certificate, as the audit log has it. */
export function HistoryList({ history }: { history: readonly AuditEvent[] }) {
  const { t } = useTranslation("certificates");
  if (history.length === 0) return <p className={classes.quiet}>{t("drawer.noHistory")}</p>;
  return (
    <ol className={classes.history}>
      {history.map((event) => (
        <li key={event.sequence} className={classes.event}>
          {event.outcome === "done" ? (
            <IconCircleCheck size={16} className={classes.good} aria-hidden />
          ) : (
            <IconCircleX
              size={16}
              className={classes.bad}
              role="img"
              aria-label={t(`drawer.outcome.${event.outcome}`)}
            />
          )}
          <div>
            <div>{event.summary}</div>
            <div className={classes.unset}>
              {event.actor} · <Time at={event.time} style="exact" />
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}
