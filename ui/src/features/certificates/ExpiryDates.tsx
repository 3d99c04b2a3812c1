import { useTranslation } from "react-i18next";
import { DayField } from "@/components/DayField";
import classes from "./Filters.module.css";
import { type CertificatesSearch, withFilter, withoutChip } from "./search";

const DAY = 86_400_000;

/** A window of one's own, by days in the person's zone, both of them included. */
export function ExpiryDates({
  search,
  onSearch,
}: {
  search: CertificatesSearch;
  onSearch: (search: CertificatesSearch) => void;
}) {
  const { t } = useTranslation("certificates");
  const { expiresFrom = null, expiresUntil = null } = search.filter ?? {};
  const change = (from: string | null, until: string | null) =>
    onSearch(withFilter(withoutChip(search, "expires"), { expiresFrom: from, expiresUntil: until }));
  return (
    <div className={classes.dates}>
      <DayField
        label={t("filter.from")}
        value={expiresFrom ? dayOf(Date.parse(expiresFrom)) : undefined}
        onDay={(day) => change(day ? startOf(day, 0) : null, expiresUntil)}
        onKeyDown={(event) => event.stopPropagation()}
      />
      <DayField
        label={t("filter.until")}
        value={expiresUntil ? dayOf(Date.parse(expiresUntil) - 1) : undefined}
        onDay={(day) => change(expiresFrom, day ? startOf(day, 1) : null)}
        onKeyDown={(event) => event.stopPropagation()}
      />
    </div>
  );
}

/** YYYY-MM-DD in the person's zone. */
function dayOf(time: number): string {
  const at = new Date(time);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The start of that day, `later` days on; null for a day that is not one. */
function startOf(day: string, later: number): string | null {
  const start = new Date(`${day}T00:00:00`);
  if (Number.isNaN(start.getTime())) return null;
  // Noon of the day on, then back to midnight: a day of 23 or 25 hours stays one day.
  const moved = new Date(start.getTime() + later * DAY + DAY / 2);
  return new Date(moved.getFullYear(), moved.getMonth(), moved.getDate()).toISOString();
}
