import { useTranslation } from "react-i18next";
import { useTitledProfiles } from "@/components/useProfileTitle";
import { formatNumber } from "@/lib/format";
import type { RenewalCalendar } from "@/lib/ipc";
import { CalendarBars } from "./CalendarBars";
import classes from "./renewals.module.css";

/** Renewals a day as bars, what is due already, and what the schedule leaves to people. */
export function CalendarChart({
  calendar: { days, overdue, byHand, byHandReasons },
  listed,
}: {
  calendar: RenewalCalendar;
  /** The day whose renewals are listed below. */
  listed: string | undefined;
}) {
  const { t } = useTranslation("renewals");
  const titled = useTitledProfiles();
  const total = days.reduce((sum, { due }) => sum + due, 0);
  const facts = [
    t("calendar.total", { count: total, number: formatNumber(total), days: days.length }),
    overdue > 0 ? t("calendar.overdue", { count: overdue, number: formatNumber(overdue) }) : null,
    byHand > 0 ? t("calendar.byHand", { count: byHand, number: formatNumber(byHand) }) : null,
  ].filter((fact) => fact !== null);
  return (
    <>
      <p className={classes.facts}>{total === 0 ? t("calendar.empty", { days: days.length }) : facts.join(" · ")}</p>
      {byHandReasons.length > 0 ? (
        <ul className={classes.reasons} aria-label={t("calendar.byHandWhy")}>
          {byHandReasons.map(({ message, certificates }) => (
            <li key={message}>
              {/* Of how many the only one is the reason was said above. */}
              {byHandReasons.length === 1 && certificates === byHand
                ? titled(message)
                : t("calendar.reason", {
                    count: certificates,
                    number: formatNumber(certificates),
                    message: titled(message),
                  })}
            </li>
          ))}
        </ul>
      ) : null}
      {total === 0 ? null : <CalendarBars days={days} listed={listed} />}
      {days.some(({ blackout }) => blackout !== "none") ? (
        <p className={classes.legendLine}>
          <span className={classes.swatch} aria-hidden /> {t("calendar.hatched")}
        </p>
      ) : null}
    </>
  );
}
