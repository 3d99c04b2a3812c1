/** Saved views: named searches of the certificate list, kept on this machine for each vault. */
import type { VaultStorage } from "@/lib/vaultStorage";
import { type CertificatesSearch, validateCertificatesSearch } from "./search";

export type SavedView = { name: string; search: CertificatesSearch };

const KEY = "chancery.certificates.views";
/** More than this no menu shows usefully. */
const MAX_VIEWS = 50;

export function savedViews(storage: VaultStorage): SavedView[] {
  let kept: unknown;
  try {
    kept = JSON.parse(storage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
  if (!Array.isArray(kept)) return [];
  return kept
    .filter(
      (view): view is { name: string; search: Record<string, unknown> } =>
        typeof view?.name === "string" && typeof view?.search === "object" && view.search !== null,
    )
    .map((view) => ({ name: view.name, search: validateCertificatesSearch(view.search) }));
}

/** Saves under `name`; a view of that name is replaced. */
export function saveView(storage: VaultStorage, view: SavedView): SavedView[] {
  const others = savedViews(storage).filter((each) => each.name !== view.name);
  const views = [...others, view].slice(-MAX_VIEWS);
  storage.setItem(KEY, JSON.stringify(views));
  return views;
}

export function dropView(storage: VaultStorage, name: string): SavedView[] {
  const views = savedViews(storage).filter((each) => each.name !== name);
  storage.setItem(KEY, JSON.stringify(views));
  return views;
}
