/**
 * Which certificates are ticked: some by id, or everything that matches the filter, however
 * many that is. Knows rows only by their place among the loaded ids.
 */
import type { CertificateFilter, Selection } from "@/lib/ipc";

export type Ticked =
  | { kind: "ids"; ids: ReadonlySet<string>; anchor: string | null }
  | { kind: "matching"; except: ReadonlySet<string> };

export const NOTHING: Ticked = { kind: "ids", ids: new Set(), anchor: null };
export const EVERYTHING: Ticked = { kind: "matching", except: new Set() };

export function isTicked(ticked: Ticked, id: string): boolean {
  return ticked.kind === "matching" ? !ticked.except.has(id) : ticked.ids.has(id);
}

/** Ticks or unticks one row. Out of "everything", unticking one leaves all others, also those not on screen. */
export function toggle(ticked: Ticked, id: string): Ticked {
  if (ticked.kind === "matching") return { kind: "matching", except: switched(ticked.except, id) };
  return { kind: "ids", ids: switched(ticked.ids, id), anchor: id };
}

function switched(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Ticks every loaded row from the last one touched to this one (shift and click). */
export function extend(ticked: Ticked, id: string, loaded: readonly string[]): Ticked {
  if (ticked.kind === "matching" || ticked.anchor === null) return toggle(ticked, id);
  const from = loaded.indexOf(ticked.anchor);
  const to = loaded.indexOf(id);
  if (from < 0 || to < 0) return toggle(ticked, id);
  const ids = new Set(ticked.ids);
  for (const each of loaded.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(each);
  return { kind: "ids", ids, anchor: id };
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
