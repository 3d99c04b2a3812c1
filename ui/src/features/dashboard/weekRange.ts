import { dateFormat } from "@/lib/intlFormats";

const DAY = 86_400_000;

/** "Feb 8 – 14": the seven UTC days of a week. */
export function weekRange(start: string): string {
  const from = new Date(start);
  return dateFormat({ month: "short", day: "numeric", timeZone: "UTC" }).formatRange(
    from,
    new Date(from.getTime() + 6 * DAY),
  );
}

/** The day in the middle of a week: most of the week lies in its month. */
const middle = (start: string) => new Date(Date.parse(start) + 3 * DAY);

/** The month's short name where a week is the first of its month, else null. */
export function monthAt(weeks: readonly { start: string }[], index: number): string | null {
  const month = (start: string) => middle(start).getUTCMonth();
  const week = weeks[index];
  const before = weeks[index - 1];
  if (!week || (before && month(before.start) === month(week.start))) return null;
  return dateFormat({ month: "short", timeZone: "UTC" }).format(middle(week.start));
}
