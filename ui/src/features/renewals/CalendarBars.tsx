import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { LinkedBars } from "@/components/LinkedBars";
import { formatNumber } from "@/lib/format";
import type { RenewalDay } from "@/lib/ipc";
import { formatDay, formatMonth } from "./day";
import classes from "./renewals.module.css";

/** What part of a slot tells of a blackout of a part of its day, in percent. */
const PART = 12;
/** How thick the stripes of a blackout are, and how far apart they begin, in percent. */
const [STRIPE, STEP] = [2, 4];

/** One bar a day, each a link to what is renewed on it; blackouts are striped. */
export function CalendarBars({ days, listed }: { days: readonly RenewalDay[]; listed: string | undefined }) {
  const { t } = useTranslation("renewals");
  const chosen = days.findIndex(({ day }) => day === listed);
  const words = ({ day, due, blackout }: RenewalDay) =>
    [
      t("calendar.bar", { count: due, number: formatNumber(due), day: formatDay(day) }),
      blackout === "none" ? null : t(`calendar.blackout.${blackout}`),
    ]
      .filter((part) => part !== null)
      .join(" · ");
  return (
    <LinkedBars
      title={t("calendar.chart")}
      slots={days.map((day, at) => ({
        key: day.day,
        count: day.due,
        name: words(day),
        label: words(day),
        tone: at === chosen ? ("chosen" as const) : undefined,
        behind: day.blackout === "none" ? null : <Blackout height={day.blackout === "whole" ? 100 : PART} />,
      }))}
      chosen={chosen >= 0 ? chosen : null}
      link={({ key, tone }, { label, ...link }) => (
        <Link
          to="/renewals"
          search={{ day: key }}
          aria-label={label}
          aria-current={tone === "chosen" ? "true" : undefined}
          {...link}
        />
      )}
      under={<Axis days={days} />}
    />
  );
}

/** The share of the chart on either side that its first and last day take up under it. */
const ENDS = 0.1;

/** The first and the last day, and in between the months that begin. */
function Axis({ days }: { days: readonly RenewalDay[] }) {
  const [first, last] = [days[0], days.at(-1)];
  const months = days.flatMap(({ day }, at) => {
    const share = at / days.length;
    return day.endsWith("-01") && share > ENDS && share < 1 - ENDS ? [{ day, share }] : [];
  });
  return (
    <>
      <span>{first ? formatDay(first.day) : null}</span>
      {months.map(({ day, share }) => (
        <span key={day} className={classes.month} style={{ left: `${share * 100}%` }}>
          {formatMonth(day)}
        </span>
      ))}
      <span>{last ? formatDay(last.day) : null}</span>
    </>
  );
}

/** Stripes from the foot of a slot up to a height. */
function Blackout({ height }: { height: number }) {
  const stripes = Array.from(
    { length: Math.floor(height / STEP) },
    (_, at) => `M0 ${100 - at * STEP}h1v-${STRIPE}h-1z`,
  );
  return <path className={classes.blackout} d={stripes.join("")} />;
}
