import type { AuditQuery } from "@/lib/ipc";
import type { AuditSearch } from "./search";

/** How many events are asked for at once. */
export const PAGE = 100;

/** Midnight that begins the day in the person's zone, `days` later, as the core wants it. */
function midnight(day: string, days = 0): string | null {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return null;
  const at = new Date(year, month - 1, date + days);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** What the core is asked for a filter; both days count in full. */
export const auditQuery = (search: AuditSearch): Omit<AuditQuery, "before"> => ({
  actor: search.actor ?? null,
  action: search.action ?? null,
  resource: search.resource ?? null,
  outcome: search.outcome ?? null,
  text: search.text ?? null,
  since: search.from ? midnight(search.from) : null,
  until: search.to ? midnight(search.to, 1) : null,
  limit: PAGE,
});
