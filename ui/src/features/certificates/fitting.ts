/**
 * Which of the chosen columns a table of some width shows, and how wide: where they do not fit they become narrower,
 * and where that is not enough the less important ones wait for a wider window. What was chosen stays chosen.
 */
import type { Column, ColumnId } from "./columns";

/** The column of tick boxes, in pixels. */
export const TICKS = 28;

/** Where all columns that a new table shows have their full width; who chose more than fits there scrolls. */
const ROOMY = 1104;

/** How narrow each still says something, and which give way first: the last. */
const LEAST: readonly [ColumnId, number][] = [
  ["name", 184],
  ["expires", 96],
  ["status", 92],
  ["profile", 112],
  ["issuer", 120],
  ["key", 104],
  ["environment", 92],
  ["owner", 96],
  ["origin", 88],
  ["added", 96],
  ["validFrom", 96],
  ["serial", 144],
  ["fingerprint", 144],
];
const IMPORTANCE = LEAST.map(([id]) => id);
const leastOf = ({ id, width }: Column) => Math.min(width, LEAST.find(([each]) => each === id)?.[1] ?? width);
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

export type Fitted = {
  /** What is shown, in the chosen order, each as wide as there is room. */
  shown: Column[];
  /** What was chosen and has no room. */
  waiting: readonly ColumnId[];
};

/**
 * The columns for `room` pixels (0 when it is not measured yet). The name and the column that the list is ordered by
 * never wait.
 */
export function fitted(columns: readonly Column[], room: number, orderedBy: ColumnId | undefined): Fitted {
  const chosen = columns.filter((column) => column.shown);
  const wanted = TICKS + sum(chosen.map(({ width }) => width));
  if (room === 0 || wanted <= room) return { shown: chosen, waiting: [] };
  let shown = chosen;
  if (room < ROOMY) {
    for (const id of [...IMPORTANCE].reverse()) {
      if (TICKS + sum(shown.map(leastOf)) <= room) break;
      if (id !== "name" && id !== orderedBy) shown = shown.filter((column) => column.id !== id);
    }
  }
  const least = TICKS + sum(shown.map(leastOf));
  const give = sum(shown.map((column) => column.width - leastOf(column)));
  const part = give === 0 ? 0 : Math.max(0, Math.min(1, (room - least) / give));
  return {
    shown: shown.map((column) => {
      const narrow = leastOf(column);
      return { ...column, width: Math.floor(narrow + (column.width - narrow) * part) };
    }),
    waiting: chosen.filter((column) => !shown.includes(column)).map(({ id }) => id),
  };
}
