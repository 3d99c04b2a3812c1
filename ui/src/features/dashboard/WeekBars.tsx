import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CertificatesLink } from "./CertificatesLink";
import classes from "./WeekBars.module.css";
import type { Week } from "./Weeks";
import { monthAt, weekRange } from "./weekRange";

/** One bar a week, each a link to what expires in it. The label stands over the one pointed at, else the highest. */
export function WeekBars({ weeks }: { weeks: Week[] }) {
  const { t } = useTranslation("dashboard");
  const most = Math.max(1, ...weeks.map((week) => week.count));
  const highest = weeks.findIndex((week) => week.count === most);
  const [pointed, setPointed] = useState<number | null>(null);
  const labelled = pointed ?? highest;
  const label = weeks[labelled];
  return (
    <div className={classes.chart}>
      <div className={classes.labels} aria-hidden>
        {label ? (
          <span
            className={classes.label}
            style={
              labelled > weeks.length / 2
                ? { right: `${100 - ((labelled + 1) / weeks.length) * 100}%` }
                : { left: `${(labelled / weeks.length) * 100}%` }
            }
          >
            {t("weeks.label", { count: label.count, range: weekRange(label.start) })}
          </span>
        ) : null}
      </div>
      <ul className={classes.bars} aria-label={t("weeks.bars")} onMouseLeave={() => setPointed(null)}>
        {weeks.map((week, index) => (
          <li
            key={week.start}
            className={classes.slot}
            onMouseEnter={() => setPointed(index)}
            onFocus={() => setPointed(index)}
            onBlur={() => setPointed(null)}
          >
            {week.count === 0 ? null : (
              <CertificatesLink
                filter={week.filter}
                className={classes.link}
                label={t("weeks.bar", { count: week.count, range: weekRange(week.start) })}
              >
                <span
                  className={`${classes.bar} ${classes[week.urgency]}`}
                  style={{ height: `${Math.max(2, (week.count / most) * 100)}%` }}
                />
              </CertificatesLink>
            )}
          </li>
        ))}
      </ul>
      <div className={classes.months} aria-hidden>
        {weeks.map((week, index) => (
          <span key={week.start} className={classes.month}>
            {index < weeks.length - 2 ? everyOther(weeks, index) : null}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Every second month is named: twelve names do not fit under the bars. */
function everyOther(weeks: Week[], index: number): string | null {
  const name = monthAt(weeks, index);
  if (name === null) return null;
  const named = weeks.slice(0, index).filter((_, before) => monthAt(weeks, before) !== null).length;
  return named % 2 === 0 ? name : null;
}
