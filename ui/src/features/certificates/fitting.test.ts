import { expect, test } from "vitest";
import { COLUMN_IDS, type Column, defaultColumns, withShown } from "./columns";
import { fitted, TICKS } from "./fitting";

const width = (columns: readonly Column[]) => columns.reduce((all, column) => all + column.width, TICKS);
const everything = () => COLUMN_IDS.reduce((columns, id) => withShown(columns, id, true), defaultColumns());

test("a wide table shows every chosen column as wide as it was made", () => {
  expect(fitted(defaultColumns(), 1400, "expires")).toEqual({
    shown: defaultColumns().filter(({ shown }) => shown),
    waiting: [],
  });
});

test("in a window of 1000 px nothing scrolls sideways: columns are narrower and the least important ones wait", () => {
  const { shown, waiting } = fitted(defaultColumns(), 744, "expires");
  expect(width(shown)).toBeLessThanOrEqual(744);
  expect(shown.map(({ id }) => id)).toEqual(["name", "expires", "status", "profile", "issuer", "key"]);
  expect(waiting).toEqual(["environment", "owner"]);
});

test("however narrow, the name and what the list is ordered by are shown", () => {
  const { shown } = fitted(everything(), 300, "added");
  expect(shown.map(({ id }) => id)).toEqual(["name", "added"]);
});

test("who chose more than fits a wide window gets it all", () => {
  const { shown, waiting } = fitted(everything(), 1400, "expires");
  expect(shown).toHaveLength(COLUMN_IDS.length);
  expect(waiting).toEqual([]);
});

test("before the room is known, everything chosen is shown", () => {
  expect(fitted(everything(), 0, "expires").shown).toEqual(everything());
});
