// Moments as people write them in a place's own time, "2026-11-29 14:03", and as the core has them.
import { dateFormat } from "./intlFormats";

/** The person's own place, as the time zone database calls it. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** Every place that the machine knows, UTC first. */
export const zones = (): string[] => [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC" && zone !== "Etc/UTC"),
];

/** Whether the machine knows a place of this name. */
export function isZone(zone: string): boolean {
  try {
    return zone !== "" && new Intl.DateTimeFormat("en", { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

/** "2026-11-29 14:03" at this place. */
export function writtenIn(zone: string, at: string): string {
  const time = Date.parse(at);
  return new Date(time + offset(zone, time)).toISOString().slice(0, 16).replace("T", " ");
}

/** The moment that is written so at this place; null where the text is none. An hour that summer time skips is moved on. */
export function momentIn(zone: string, written: string): string | null {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d):(\d\d)$/.exec(written.trim());
  const asUtc = match ? Date.parse(`${match[1]}T${match[2]}:${match[3]}:00Z`) : Number.NaN;
  // The 31st of June is parsed as the 1st of July by some: it must come back as it was written.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== match?.[1]) return null;
  // The offset is that of the moment itself, which is known but for the offset.
  const near = asUtc - offset(zone, asUtc);
  return `${new Date(asUtc - offset(zone, near)).toISOString().slice(0, 19)}Z`;
}

/** By how much the clocks of a place are ahead of UTC at a moment, in milliseconds. */
function offset(zone: string, at: number): number {
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const day = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  const parts = dateFormat({ timeZone: zone, hourCycle: "h23", ...day, ...clock }, "en-US").formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return shown - Math.floor(at / 1000) * 1000;
}
