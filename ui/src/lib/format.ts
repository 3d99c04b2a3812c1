// Times, numbers and identifiers in words. Dates and numbers follow the machine's locale, words the catalogue's.
import { i18next } from "@/lib/i18n";
import { dateFormat, numberFormat, relativeFormat } from "./intlFormats";

const DAY = 86_400_000;

export const formatNumber = (number: number): string => numberFormat().format(number);

/** "Nov 29, 2026" */
export const formatDate = (at: string): string => dateFormat({ dateStyle: "medium" }).format(new Date(at));

/** "Nov 29, 2026, 14:03" in the person's zone. */
export const formatTime = (at: string): string =>
  dateFormat({ dateStyle: "medium", timeStyle: "short" }).format(new Date(at));

/** With seconds, for records: "Nov 29, 2026, 14:03:09". */
export const formatExactTime = (at: string): string =>
  dateFormat({ dateStyle: "medium", timeStyle: "medium" }).format(new Date(at));

/** "2026-11-29 13:03:09 UTC" */
export const formatUtc = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** A time in UTC or a day as the core writes them, not as a part of a name or an address. */
export const MOMENT = /(?<![\w./-])(\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)? UTC)?)(?![\w/-]|\.\w)/;

/** What such a text means, and how much of it is said. A day is the same day everywhere. */
export const momentOf = (text: string): { at: string; style: "date" | "time" | "exact" } => {
  const [day, time] = text.split(" ");
  if (time === undefined) return { at: `${day}T12:00Z`, style: "date" };
  return { at: `${day}T${time}Z`, style: time.length > "09:58".length ? "exact" : "time" };
};

/** The same sentence as text, where nothing but text can stand. */
export const withOwnTimes = (sentence: string): string =>
  sentence
    .split(MOMENT)
    .map((part, index) => {
      if (index % 2 === 0) return part;
      const { at, style } = momentOf(part);
      return style === "date" ? formatDate(at) : style === "exact" ? formatExactTime(at) : formatTime(at);
    })
    .join("");

/** Calendar days from now until then in the person's zone: 1 is tomorrow. */
export const daysUntil = (at: string, now: number): number =>
  Math.round((midnight(new Date(at)) - midnight(new Date(now))) / DAY);

const midnight = (time: Date) => Date.UTC(time.getFullYear(), time.getMonth(), time.getDate());

/** Up to here a time is told in days: as far ahead as the console counts what expires. */
const IN_DAYS = 92;
/** From here on in years, two of them at least: shorter, one would be half a word too little. */
const IN_YEARS = 731;

/** "in 12 days", "yesterday", "5 minutes ago": hours within a day, calendar days up to three months, then coarser. */
export function formatRelative(at: string, now: number): string {
  const then = new Date(at).getTime();
  const words = relativeFormat(i18next.language);
  const apart = then - now;
  const size = Math.abs(apart);
  if (size < 60_000) return i18next.t("time.now");
  if (size < 3_600_000) return words.format(Math.trunc(apart / 60_000), "minute");
  if (size < DAY) return words.format(Math.trunc(apart / 3_600_000), "hour");
  const days = daysUntil(at, now);
  if (Math.abs(days) < IN_DAYS) return words.format(days, "day");
  if (Math.abs(days) < IN_YEARS) return words.format(Math.trunc(days / 30.44), "month");
  return words.format(Math.trunc(days / 365.25), "year");
}

/** "1.4 MB", "359 bytes" */
export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return numberFormat({
    style: "unit",
    unit: units[step],
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}

/** "4E91 07C2 A5D0" */
export const groupHex = (hex: string): string =>
  (
    hex
      .replace(/[^0-9a-f]/gi, "")
      .toUpperCase()
      .match(/.{1,4}/g) ?? []
  ).join(" ");

/** A name that any file system takes. */
export const asFileName = (name: string): string =>
  name
    .replace(/^\*\./, "wildcard.")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80) || "certificate";

/** `folder` and `name` as one path, in the folder's own style. */
export const joinPath = (folder: string, name: string): string => {
  const separator = folder.includes("\\") && !folder.includes("/") ? "\\" : "/";
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
};
