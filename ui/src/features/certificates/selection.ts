/**
 * Which certificates are ticked: some by id, or everything that matches the filter, however
 * many that is. Rows are known by their ids, and the last one touched by its place in the list, too.
 */
import type { CertificateFilter, Selection } from "@/lib/ipc";

export type Place = { id: string; index: number };

export type Ticked =
  | { kind: "ids"; ids: ReadonlySet<string>; anchor: Place | null }
  | { kind: "matching"; except: ReadonlySet<string> };

export const NOTHING: Ticked = { kind: "ids", ids: new Set(), anchor: null };
export const EVERYTHING: Ticked = { kind: "matching", except: new Set() };

export function isTicked(ticked: Ticked, id: string): boolean {
  return ticked.kind === "matching" ? !ticked.except.has(id) : ticked.ids.has(id);
}

/** Ticks or unticks one row. Out of "everything", unticking one leaves all others, also those not on screen. */
export function toggle(ticked: Ticked, row: Place): Ticked {
  if (ticked.kind === "matching") return { kind: "matching", except: switched(ticked.except, row.id) };
  return { kind: "ids", ids: switched(ticked.ids, row.id), anchor: row };
}

function switched(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Ticks every row from the last one touched to this one (shift and click); `between` are their ids. */
export function extend(ticked: Ticked, row: Place, between: readonly string[]): Ticked {
  if (ticked.kind === "matching" || ticked.anchor === null || !between.includes(ticked.anchor.id)) {
    return toggle(ticked, row);
  }
  return { kind: "ids", ids: new Set([...ticked.ids, ...between]), anchor: row };
}

export function isEmpty(ticked: Ticked): boolean {
  return ticked.kind === "ids" && ticked.ids.size === 0;
}

/** What the core is asked to act on. */
export function selectionOf(ticked: Ticked, filter: CertificateFilter): Selection {
  return ticked.kind === "matching"
    ? { kind: "matching", filter, except: [...ticked.except], seen: null }
    : { kind: "ids", ids: [...ticked.ids] };
}
