import { formatDate, formatExactTime, formatRelative, formatTime, formatUtc } from "@/lib/format";
import { useNow } from "@/lib/useNow";

/** A time in the person's zone; UTC on hover. */
export function Time({ at, style = "time" }: { at: string; style?: "date" | "time" | "exact" }) {
  const text = style === "date" ? formatDate(at) : style === "exact" ? formatExactTime(at) : formatTime(at);
  return (
    <time dateTime={at} title={formatUtc(at)}>
      {text}
    </time>
  );
}

/** A sentence of the core, whose times are in UTC, with those in the person's zone. */
export function WithTimes({ text }: { text: string }) {
  return text.split(/(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC)/).map((part, index) => {
    // What was split at stands at every odd place.
    const at = index % 2 === 1 ? part.replace(" ", "T").replace(" UTC", "Z") : null;
    // With seconds where the core tells them.
    const style = at !== null && at.length > "2026-11-21T09:58Z".length ? "exact" : "time";
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never move.
    return at === null ? part : <Time key={`${index} ${part}`} at={at} style={style} />;
  });
}

/** "in 12 days"; the time itself and UTC on hover. */
export function Relative({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={`${formatTime(at)} · ${formatUtc(at)}`}>
      {formatRelative(at, now)}
    </time>
  );
}
