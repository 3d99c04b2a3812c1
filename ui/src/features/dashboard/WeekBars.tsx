import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { stopAfter } from "@/lib/roving";
import { CertificatesLink } from "./CertificatesLink";
import classes from "./WeekBars.module.css";
import type { Week } from "./Weeks";
import { monthAt, weekRange } from "./weekRange";

/** A bar as high as this share of the highest can still be seen, in percent. */
const LEAST = 2;

/**
 * One bar a week, each a link to what expires in it. The label stands over the one pointed at, else the highest. For
 * the keyboard all of them are one stop, in which the arrows lead from bar to bar.
 */
export function WeekBars({ weeks }: { weeks: Week[] }) {
  const { t } = useTranslation("dashboard");
  const most = Math.max(1, ...weeks.map((week) => week.count));
  const highest = weeks.findIndex((week) => week.count === most);
  const filled = weeks.flatMap((week, index) => (week.count > 0 ? [index] : []));
  const [pointed, setPointed] = useState<number | null>(null);
  const [kept, setKept] = useState<number | null>(null);
  const stop = kept !== null && filled.includes(kept) ? kept : filled[0];
  const bars = useRef<SVGSVGElement>(null);
  const labelled = pointed ?? highest;
  const label = weeks[labelled];
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stopAfter(event.key, filled.indexOf(stop ?? -1), filled.length);
    const index = next === null ? undefined : filled[next];
    if (index === undefined) return;
    event.preventDefault();
    bars.current?.querySelector<SVGAElement>(`[data-week="${index}"] a`)?.focus();
  };
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
      {/* biome-ignore lint/a11y/useSemanticElements: the bars are drawn, and read as a list. */}
      <svg
        ref={bars}
        className={classes.bars}
        viewBox={`0 0 ${weeks.length} 100`}
        preserveAspectRatio="none"
        role="list"
        aria-label={t("weeks.bars")}
        onMouseLeave={() => setPointed(null)}
        onKeyDown={onKeyDown}
      >
        {weeks.map((week, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: pointing shows the label, which every bar has for a name, too.
          <g
            key={week.start}
            data-week={index}
            role={week.count > 0 ? "listitem" : undefined}
            onMouseEnter={() => setPointed(index)}
            onFocus={() => {
              setPointed(index);
              setKept(index);
            }}
            onBlur={() => setPointed(null)}
          >
            {week.count === 0 ? (
              <rect className={classes.slot} x={index} y={0} width={1} height={100} />
            ) : (
              <CertificatesLink
                filter={week.filter}
                className={classes.link}
                label={t("weeks.bar", { count: week.count, range: weekRange(week.start) })}
                tabIndex={index === stop ? 0 : -1}
              >
                <rect className={classes.slot} x={index} y={0} width={1} height={100} />
                <Bar at={index} share={Math.max(LEAST, (week.count / most) * 100)} look={classes[week.urgency]} />
              </CertificatesLink>
            )}
          </g>
        ))}
      </svg>
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

const Bar = ({ at, share, look }: { at: number; share: number; look: string | undefined }) => (
  <rect className={`${classes.bar} ${look ?? ""}`} x={at} y={100 - share} width={0.86} height={share} />
);

/** Every second month is named: twelve names do not fit under the bars. */
function everyOther(weeks: Week[], index: number): string | null {
  const name = monthAt(weeks, index);
  if (name === null) return null;
  const named = weeks.slice(0, index).filter((_, before) => monthAt(weeks, before) !== null).length;
  return named % 2 === 0 ? name : null;
}
