import { isDay } from "@/components/DayField";

/** What the address of the Renewals room may hold: the day whose renewals are listed. */
export type RenewalsSearch = { day?: string };

export function validateRenewalsSearch(search: Record<string, unknown>): RenewalsSearch {
  return typeof search.day === "string" && isDay(search.day) ? { day: search.day } : {};
}
