/**
 * Which certificates are ticked: some by id, or everything that matches the filter, however
 * many that is. Knows rows only by their place among the loaded ids.
 */
import type { CertificateFilter, Selection } from "@/lib/ipc";

export type Ticked = { kind: "ids"; ids: ReadonlySet<string>; anchor: string | null } | { kind: "matching" };

export const NOTHING: Ticked = { kind: "ids", ids: new Set(), anchor: null };

export function isTicked(ticked: Ticked, id: string): boolean {
  return ticked.kind === "matching" || ticked.ids.has(id);
}

/** Ticks or unticks one row. Out of "everything", unticking one leaves the other loaded rows. */
export function toggle(ticked: Ticked, id: string, loaded: readonly string[]): Ticked {
  if (ticked.kind === "matching") {
    return { kind: "ids", ids: new Set(loaded.filter((each) => each !== id)), anchor: id };
  }
  const ids = new Set(ticked.ids);
  if (!ids.delete(id)) ids.add(id);
  return { kind: "ids", ids, anchor: id };
}

/** Ticks every loaded row from the last one touched to this one (shift and click). */
export function extend(ticked: Ticked, id: string, loaded: readonly string[]): Ticked {
  if (ticked.kind === "matching" || ticked.anchor === null) return toggle(ticked, id, loaded);
  const from = loaded.indexOf(ticked.anchor);
  const to = loaded.indexOf(id);
  if (from < 0 || to < 0) return toggle(ticked, id, loaded);
  const ids = new Set(ticked.ids);
  for (const each of loaded.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(each);
  return { kind: "ids", ids, anchor: id };
}

export function isEmpty(ticked: Ticked): boolean {
  return ticked.kind === "ids" && ticked.ids.size === 0;
}

/** What the core is asked to act on. */
export function selectionOf(ticked: Ticked, filter: CertificateFilter): Selection {
  return ticked.kind === "matching" ? { kind: "matching", filter } : { kind: "ids", ids: [...ticked.ids] };
}
