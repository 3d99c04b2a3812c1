/**
 * Rows under which their earlier versions are shown, and what that does to the order of lines: a line is a row of the
 * list or an earlier version under one.
 */

/** A row that is unfolded: where it stands in the list, and how many lines lie under it. */
export type Unfolded = { id: string; index: number; lines: number };

/** A line: the place of its row in the list, and which of the earlier versions it is, the newest 0; null for the row itself. */
export type Line = { index: number; earlier: number | null };

/** How many lines `total` rows are. */
export const linesOf = (total: number, unfolded: readonly Unfolded[]): number =>
  unfolded.reduce((sum, { lines }) => sum + lines, total);

/** What line `at` is. `unfolded` is in the order of the list. */
export function lineAt(at: number, unfolded: readonly Unfolded[]): Line {
  let before = 0;
  for (const { index, lines } of unfolded) {
    const under = at - before - index - 1;
    if (under < 0) break;
    if (under < lines) return { index, earlier: under };
    before += lines;
  }
  return { index: at - before, earlier: null };
}

/** The line of the row at a place of the list. */
export const lineOf = (index: number, unfolded: readonly Unfolded[]): number =>
  unfolded.reduce((sum, each) => (each.index < index ? sum + each.lines : sum), index);
