import { useTranslation } from "react-i18next";
import { LinkedBars } from "@/components/LinkedBars";
import { CertificatesLink } from "./CertificatesLink";
import classes from "./Dashboard.module.css";
import type { Week } from "./Weeks";
import { monthAt, weekRange } from "./weekRange";

/** One bar a week, each a link to what expires in it. */
export function WeekBars({ weeks }: { weeks: Week[] }) {
  const { t } = useTranslation("dashboard");
  return (
    <LinkedBars
      title={t("weeks.bars")}
      slots={weeks.map(({ start, count, urgency, filter }) => ({
        key: start,
        filter,
        count,
        name: t("weeks.bar", { count, range: weekRange(start) }),
        label: t("weeks.label", { count, range: weekRange(start) }),
        tone: urgency === "expired" || urgency === "days7" || urgency === "days30" ? urgency : undefined,
      }))}
      link={({ filter }, link) => <CertificatesLink filter={filter} {...link} />}
      under={weeks.map((week, index) => (
        <span key={week.start} className={classes.month}>
          {index < weeks.length - 2 ? everyOther(weeks, index) : null}
        </span>
      ))}
    />
  );
}

/** Every second month is named: twelve names do not fit under the bars. */
function everyOther(weeks: Week[], index: number): string | null {
  const name = monthAt(weeks, index);
  if (name === null) return null;
  const named = weeks.slice(0, index).filter((_, before) => monthAt(weeks, before) !== null).length;
  return named % 2 === 0 ? name : null;
}
