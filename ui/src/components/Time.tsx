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

/** "in 12 days"; the time itself and UTC on hover. */
export function Relative({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={`${formatTime(at)} · ${formatUtc(at)}`}>
      {formatRelative(at, now)}
    </time>
  );
}
