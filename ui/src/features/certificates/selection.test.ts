import { expect, test } from "vitest";
import { filterOf } from "./search";
import { EVERYTHING, extend, isTicked, NOTHING, selectionOf, toggle } from "./selection";

const LOADED = ["a", "b", "c", "d", "e"];
const FILTER = filterOf({ filter: { text: "api" } }, new Date());

test("shift ticks every row between the last one touched and this one, either way", () => {
  const down = extend(toggle(NOTHING, "b"), "d", LOADED);
  expect(selectionOf(down, FILTER)).toEqual({ kind: "ids", ids: ["b", "c", "d"] });
  const up = extend(toggle(NOTHING, "d"), "b", LOADED);
  expect(["b", "c", "d"].every((id) => isTicked(up, id))).toBe(true);
});

test("everything that matches is asked for by filter, not by the rows that are loaded", () => {
  expect(selectionOf(EVERYTHING, FILTER)).toEqual({ kind: "matching", filter: FILTER, except: [], seen: null });
});

test("unticking one row out of everything leaves all others, also those that are not loaded", () => {
  const some = toggle(EVERYTHING, "c");
  expect(selectionOf(some, FILTER)).toEqual({ kind: "matching", filter: FILTER, except: ["c"], seen: null });
  expect([isTicked(some, "c"), isTicked(some, "far below")]).toEqual([false, true]);
  expect(selectionOf(toggle(some, "c"), FILTER)).toEqual({ kind: "matching", filter: FILTER, except: [], seen: null });
});
