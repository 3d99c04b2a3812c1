import { locale } from "@/lib/locale";

/** "Dec 3, 2026": a day of the calendar at the schedule's place, whatever the hour is here. */
export const formatDay = (day: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/** "Dec": the month of a day. */
export const formatMonth = (day: string): string =>
  new Intl.DateTimeFormat(locale(), { month: "short", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));

/** "Dec 3, 2026, 1:00 AM" by the clock of a place. */
export const formatTimeIn = (zone: string, at: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(new Date(at));

/** "Thu, Dec 3, 2026". */
export const formatWeekday = (day: string): string =>
  new Intl.DateTimeFormat(locale(), {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));
