import { formatDate, formatExactTime, formatRelative, formatTime, formatUtc, MOMENT, momentOf } from "@/lib/format";
import { useNow } from "@/lib/useNow";
import classes from "./Time.module.css";

const MINUTE = 60_000;

/** A time in the person's zone; UTC on hover. */
export function Time({ at, style = "time" }: { at: string; style?: "date" | "time" | "exact" }) {
  const text = style === "date" ? formatDate(at) : style === "exact" ? formatExactTime(at) : formatTime(at);
  return (
    <time dateTime={at} title={formatUtc(at)}>
      {text}
    </time>
  );
}

/** A sentence of the core, whose times are in UTC, with those in the person's zone, and its days as they are written here. */
export function WithTimes({ text }: { text: string }) {
  return text.split(MOMENT).map((part, index) => {
    // What was split at stands at every odd place.
    if (index % 2 === 0) return part;
    const moment = momentOf(part);
    // The parts of a sentence never move.
    const key = `${index} ${part}`;
    return moment.style === "date" ? formatDate(moment.at) : <Time key={key} {...moment} />;
  });
}

/** "in 12 days"; the time itself and UTC on hover. */
export function Relative({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={`${formatTime(at)} · ${formatUtc(at)}`} className={classes.relative}>
      {formatRelative(at, now)}
    </time>
  );
}

/** When something is to happen: "in 5 minutes", or `due` from when its time has come. */
export function Ahead({ at, due }: { at: string; due: string }) {
  const now = useNow();
  return Date.parse(at) < now + MINUTE ? due : <Relative at={at} />;
}
