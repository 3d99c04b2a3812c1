/** The authorities as a tree, and which of its rows are on view. Order: by name, within a parent. */
import type { AuthoritySummary } from "@/lib/ipc";

export type TreeRow = {
  authority: AuthoritySummary;
  /** 1 for a root. */
  level: number;
  /** Place among its siblings, from 1, and how many those are. */
  place: number;
  siblings: number;
  children: number;
  expanded: boolean;
};

/** Rows from top to bottom. An authority whose parent is not in the vault stands as a root. */
export function treeRows(authorities: readonly AuthoritySummary[], collapsed: ReadonlySet<string>): TreeRow[] {
  const known = new Set(authorities.map((authority) => authority.id));
  const byParent = new Map<string | null, AuthoritySummary[]>();
  for (const authority of authorities) {
    const parent = authority.parentId !== null && known.has(authority.parentId) ? authority.parentId : null;
    byParent.set(parent, [...(byParent.get(parent) ?? []), authority]);
  }
  const rows: TreeRow[] = [];
  const visited = new Set<string>();
  const walk = (parent: string | null, level: number) => {
    const siblings = (byParent.get(parent) ?? []).sort((a, b) => a.name.localeCompare(b.name));
    siblings.forEach((authority, index) => {
      if (visited.has(authority.id)) return;
      visited.add(authority.id);
      const children = byParent.get(authority.id)?.length ?? 0;
      const expanded = children > 0 && !collapsed.has(authority.id);
      rows.push({ authority, level, place: index + 1, siblings: siblings.length, children, expanded });
      if (expanded) walk(authority.id, level + 1);
    });
  };
  walk(null, 1);
  return rows;
}

export type TreeMove = { kind: "focus"; index: number } | { kind: "expand" | "collapse"; id: string } | null;

/** What a key does in the tree (WAI-ARIA Authoring Practices, tree view). */
export function treeMove(rows: readonly TreeRow[], index: number, key: string): TreeMove {
  const row = rows[index];
  if (!row) return null;
  const last = rows.length - 1;
  switch (key) {
    case "ArrowDown":
    case "j":
      return { kind: "focus", index: Math.min(index + 1, last) };
    case "ArrowUp":
    case "k":
      return { kind: "focus", index: Math.max(index - 1, 0) };
    case "Home":
      return { kind: "focus", index: 0 };
    case "End":
      return { kind: "focus", index: last };
    case "ArrowRight":
      if (row.children === 0) return null;
      return row.expanded ? { kind: "focus", index: index + 1 } : { kind: "expand", id: row.authority.id };
    case "ArrowLeft": {
      if (row.expanded) return { kind: "collapse", id: row.authority.id };
      for (let above = index - 1; above >= 0; above--) {
        const candidate = rows[above];
        if (candidate && candidate.level < row.level) return { kind: "focus", index: above };
      }
      return null;
    }
    default:
      return null;
  }
}
