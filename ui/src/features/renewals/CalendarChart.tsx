import { useTranslation } from "react-i18next";
import { formatDate, formatNumber } from "@/lib/format";
import type { RenewalCalendar } from "@/lib/ipc";
import classes from "./renewals.module.css";

/** Renewals a day as bars; for those who hear it, as a table of the days that have any. */
export function CalendarChart({ calendar: { days, overdue, byHand } }: { calendar: RenewalCalendar }) {
  const { t } = useTranslation("renewals");
  const total = days.reduce((sum, { due }) => sum + due, 0);
  const most = Math.max(1, ...days.map(({ due }) => due));
  const first = days[0];
  const last = days.at(-1);
  const facts = [
    total > 0 ? t("calendar.total", { count: total, number: formatNumber(total), days: days.length }) : null,
    overdue > 0 ? t("calendar.overdue", { count: overdue, number: formatNumber(overdue) }) : null,
    byHand > 0 ? t("calendar.byHand", { count: byHand, number: formatNumber(byHand) }) : null,
  ].filter((fact) => fact !== null);
  if (total === 0) return <p className={classes.facts}>{t("calendar.empty", { days: days.length })}</p>;
  return (
    <>
      <p className={classes.facts}>{facts.join(" · ")}</p>
      <div aria-hidden>
        <div className={classes.bars}>
          {days.map(({ day, due, blackout }) => (
            <div
              key={day}
              className={`${classes.slot} ${blackout ? classes.blackout : ""}`}
              title={`${t("calendar.day", { day: formatDate(day), number: formatNumber(due) })}${blackout ? ` · ${t("calendar.blackout")}` : ""}`}
            >
              <div className={classes.bar} style={{ height: due === 0 ? 0 : `max(2px, ${(due / most) * 100}%)` }} />
            </div>
          ))}
        </div>
        <div className={classes.ends}>
          <span>{first ? formatDate(first.day) : null}</span>
          <span>{last ? formatDate(last.day) : null}</span>
        </div>
      </div>
      <table className="visually-hidden">
        <caption>{t("calendar.table")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("calendar.dayColumn")}</th>
            <th scope="col">{t("calendar.dueColumn")}</th>
          </tr>
        </thead>
        <tbody>
          {days
            .filter(({ due }) => due > 0)
            .map(({ day, due }) => (
              <tr key={day}>
                <th scope="row">{formatDate(day)}</th>
                <td>{formatNumber(due)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </>
  );
}
