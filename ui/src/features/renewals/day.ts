import { dateFormat } from "@/lib/intlFormats";

/** "Dec 3, 2026": a day of the calendar at the schedule's place, whatever the hour is here. */
export const formatDay = (day: string): string =>
  dateFormat({ dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/** "Dec": the month of a day. */
export const formatMonth = (day: string): string =>
  dateFormat({ month: "short", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/** "Dec 3, 2026, 1:00 AM" by the clock of a place. */
export const formatTimeIn = (zone: string, at: string): string =>
  dateFormat({ dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(new Date(at));

/** "Thu, Dec 3, 2026". */
export const formatWeekday = (day: string): string =>
  dateFormat({
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));
