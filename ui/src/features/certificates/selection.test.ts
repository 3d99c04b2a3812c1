import { expect, test } from "vitest";
import { filterOf } from "./search";
import { extend, isTicked, NOTHING, selectionOf, toggle } from "./selection";

const LOADED = ["a", "b", "c", "d", "e"];
const FILTER = filterOf({ filter: { text: "api" } }, new Date());

test("shift ticks every row between the last one touched and this one, either way", () => {
  const down = extend(toggle(NOTHING, "b", LOADED), "d", LOADED);
  expect(selectionOf(down, FILTER)).toEqual({ kind: "ids", ids: ["b", "c", "d"] });
  const up = extend(toggle(NOTHING, "d", LOADED), "b", LOADED);
  expect(["b", "c", "d"].every((id) => isTicked(up, id))).toBe(true);
});

test("everything that matches is asked for by filter, not by the rows that are loaded", () => {
  expect(selectionOf({ kind: "matching" }, FILTER)).toEqual({ kind: "matching", filter: FILTER });
});

test("unticking one row out of everything never leaves more ticked than the rows seen", () => {
  const some = toggle({ kind: "matching" }, "c", LOADED);
  expect(selectionOf(some, FILTER)).toEqual({ kind: "ids", ids: ["a", "b", "d", "e"] });
});
