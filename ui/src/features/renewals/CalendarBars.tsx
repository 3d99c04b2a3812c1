import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import type { RenewalDay } from "@/lib/ipc";
import { stopAfter } from "@/lib/roving";
import { formatDay } from "./day";
import classes from "./renewals.module.css";

/** A bar as high as this share of the highest can still be seen, in percent. */
const LEAST = 3;

/** What part of a slot tells of a blackout of a part of its day, in percent. */
const PART = 12;

/**
 * One bar a day, each a link to what is renewed on it. The label stands over the one pointed at, else over the day that
 * is listed, else over the highest. For the keyboard all of them are one stop, in which the arrows lead from bar to bar.
 */
export function CalendarBars({ days, listed }: { days: readonly RenewalDay[]; listed: string | undefined }) {
  const { t } = useTranslation("renewals");
  const most = Math.max(1, ...days.map(({ due }) => due));
  const filled = days.flatMap(({ due }, index) => (due > 0 ? [index] : []));
  const [pointed, setPointed] = useState<number | null>(null);
  const [kept, setKept] = useState<number | null>(null);
  const bars = useRef<SVGSVGElement>(null);
  const chosen = days.findIndex(({ day }) => day === listed);
  const highest = days.findIndex(({ due }) => due === most);
  const stop = [kept, chosen].find((index) => index !== null && filled.includes(index)) ?? filled[0];
  const labelled = pointed ?? (chosen >= 0 ? chosen : highest);
  const label = days[labelled];
  const words = ({ day, due, blackout }: RenewalDay) =>
    [
      t("calendar.bar", { count: due, number: formatNumber(due), day: formatDay(day) }),
      blackout === "none" ? null : t(`calendar.blackout.${blackout}`),
    ]
      .filter((part) => part !== null)
      .join(" · ");
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stopAfter(event.key, filled.indexOf(stop ?? -1), filled.length);
    const index = next === null ? undefined : filled[next];
    if (index === undefined) return;
    event.preventDefault();
    bars.current?.querySelector<SVGAElement>(`[data-day="${index}"] a`)?.focus();
  };
  return (
    <div>
      <div className={classes.labels} aria-hidden>
        {label ? (
          <span
            className={classes.label}
            style={
              labelled > days.length / 2
                ? { right: `${100 - ((labelled + 1) / days.length) * 100}%` }
                : { left: `${(labelled / days.length) * 100}%` }
            }
          >
            {words(label)}
          </span>
        ) : null}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the bars are drawn, and read as a list. */}
      <svg
        ref={bars}
        className={classes.bars}
        viewBox={`0 0 ${days.length} 100`}
        preserveAspectRatio="none"
        role="list"
        aria-label={t("calendar.chart")}
        onMouseLeave={() => setPointed(null)}
        onKeyDown={onKeyDown}
      >
        {days.map((day, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: pointing shows the label, which every bar has for a name, too.
          <g
            key={day.day}
            data-day={index}
            role={day.due > 0 ? "listitem" : undefined}
            onMouseEnter={() => setPointed(index)}
            onFocus={() => {
              setPointed(index);
              setKept(index);
            }}
            onBlur={() => setPointed(null)}
          >
            {day.blackout === "none" ? null : (
              <rect
                className={classes.blackout}
                x={index}
                y={day.blackout === "whole" ? 0 : 100 - PART}
                width={1}
                height={day.blackout === "whole" ? 100 : PART}
              />
            )}
            {day.due === 0 ? (
              <rect className={classes.slot} x={index} y={0} width={1} height={100} />
            ) : (
              <Link
                to="/renewals"
                search={{ day: day.day }}
                className={classes.link}
                aria-label={words(day)}
                aria-current={index === chosen ? "true" : undefined}
                tabIndex={index === stop ? 0 : -1}
              >
                <rect className={classes.slot} x={index} y={0} width={1} height={100} />
                <Bar at={index} share={Math.max(LEAST, (day.due / most) * 100)} chosen={index === chosen} />
              </Link>
            )}
          </g>
        ))}
      </svg>
      <div className={classes.ends} aria-hidden>
        <span>{days[0] ? formatDay(days[0].day) : null}</span>
        <span>{days.at(-1) ? formatDay(days.at(-1)?.day ?? "") : null}</span>
      </div>
    </div>
  );
}

const Bar = ({ at, share, chosen }: { at: number; share: number; chosen: boolean }) => (
  <rect
    className={chosen ? classes.chosenBar : classes.bar}
    x={at + 0.07}
    y={100 - share}
    width={0.86}
    height={share}
  />
);
