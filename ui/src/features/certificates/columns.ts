/**
 * Which columns the certificate table shows, in which order and how wide; kept on this machine.
 * What a cell shows is not decided here.
 */
import type { SortBy, TableColumn } from "@/lib/ipc";

export const COLUMN_IDS = [
  "name",
  "expires",
  "status",
  "profile",
  "issuer",
  "key",
  "environment",
  "owner",
  "origin",
  "serial",
  "fingerprint",
  "validFrom",
  "added",
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export type Column = { id: ColumnId; shown: boolean; width: number };

/** Columns by which the core can order a million rows. */
export const SORTED_BY: Partial<Record<ColumnId, SortBy>> = {
  name: "name",
  expires: "expires",
  added: "added",
};

/** What each is called in an exported table. */
const EXPORTED: Record<ColumnId, TableColumn> = {
  name: "name",
  expires: "not_after",
  status: "status",
  profile: "profile",
  issuer: "issuer",
  key: "key",
  environment: "environment",
  owner: "owner",
  origin: "origin",
  serial: "serial",
  fingerprint: "sha256",
  validFrom: "not_before",
  added: "added",
};

/** The columns in sight, in their order, for an exported table. */
export const exportedColumns = (columns: readonly Column[]): TableColumn[] =>
  columns.filter(({ shown }) => shown).map(({ id }) => EXPORTED[id]);

export const MIN_COLUMN_WIDTH = 64;
const MAX_COLUMN_WIDTH = 800;

/** Together as wide as the room in a window of the first size, 1360 px. */
const DEFAULTS: readonly Column[] = [
  { id: "name", shown: true, width: 228 },
  { id: "expires", shown: true, width: 128 },
  { id: "status", shown: true, width: 100 },
  { id: "profile", shown: true, width: 136 },
  { id: "issuer", shown: true, width: 144 },
  { id: "key", shown: true, width: 104 },
  { id: "environment", shown: true, width: 104 },
  { id: "owner", shown: true, width: 132 },
  { id: "origin", shown: false, width: 96 },
  { id: "serial", shown: false, width: 232 },
  { id: "fingerprint", shown: false, width: 232 },
  { id: "validFrom", shown: false, width: 120 },
  { id: "added", shown: false, width: 120 },
];

const KEY = "chancery.certificates.columns";

export function defaultColumns(): Column[] {
  return DEFAULTS.map((column) => ({ ...column }));
}

/** Reads the kept layout. Columns it does not know of (a newer release) are added at the end. */
export function keptColumns(storage: Storage): Column[] {
  let kept: unknown;
  try {
    kept = JSON.parse(storage.getItem(KEY) ?? "null");
  } catch {
    kept = null;
  }
  if (!Array.isArray(kept)) return defaultColumns();
  const columns: Column[] = [];
  for (const each of kept as Partial<Column>[]) {
    const known = DEFAULTS.find((column) => column.id === each?.id);
    if (!known || columns.some((column) => column.id === known.id)) continue;
    const width = typeof each.width === "number" ? clampWidth(each.width) : known.width;
    // A table without names is no table: that column can't be hidden, not even by an old layout.
    columns.push({ id: known.id, shown: known.id === "name" || each.shown === true, width });
  }
  for (const column of DEFAULTS) {
    if (!columns.some((each) => each.id === column.id)) columns.push({ ...column });
  }
  return columns;
}

export function keepColumns(storage: Storage, columns: readonly Column[]): void {
  storage.setItem(KEY, JSON.stringify(columns));
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, width)));
}

export function withWidth(columns: readonly Column[], id: ColumnId, width: number): Column[] {
  return columns.map((column) => (column.id === id ? { ...column, width: clampWidth(width) } : column));
}

export function withShown(columns: readonly Column[], id: ColumnId, shown: boolean): Column[] {
  return columns.map((column) => (column.id === id && id !== "name" ? { ...column, shown } : column));
}

/** Moves a column one place towards the start (-1) or the end (1). */
export function moved(columns: readonly Column[], id: ColumnId, by: -1 | 1): Column[] {
  const from = columns.findIndex((column) => column.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= columns.length) return [...columns];
  const next = [...columns];
  const [column] = next.splice(from, 1);
  if (column) next.splice(to, 0, column);
  return next;
}
