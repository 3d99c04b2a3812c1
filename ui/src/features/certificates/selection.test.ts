import { expect, test } from "vitest";
import { filterOf } from "./search";
import { EVERYTHING, extend, isTicked, NOTHING, selectionOf, toggle } from "./selection";

const LOADED = ["a", "b", "c", "d", "e"];
const at = (index: number) => ({ id: LOADED[index] ?? "", index });
const FILTER = filterOf({ filter: { text: "api" } }, new Date());

test("shift ticks every row between the last one touched and this one, either way", () => {
  const down = extend(toggle(NOTHING, at(1)), at(3), LOADED.slice(1, 4));
  expect(selectionOf(down, FILTER)).toEqual({ kind: "ids", ids: ["b", "c", "d"] });
  const up = extend(toggle(NOTHING, at(3)), at(1), LOADED.slice(1, 4));
  expect(["b", "c", "d"].every((id) => isTicked(up, id))).toBe(true);
});

test("where the last one touched is no longer there, shift ticks this one alone", () => {
  const moved = extend(toggle(NOTHING, { id: "gone", index: 1 }), at(3), LOADED.slice(1, 4));
  expect(selectionOf(moved, FILTER)).toEqual({ kind: "ids", ids: ["gone", "d"] });
});

test("everything that matches is asked for by filter, not by the rows that are loaded", () => {
  expect(selectionOf(EVERYTHING, FILTER)).toEqual({ kind: "matching", filter: FILTER, except: [], seen: null });
});

test("unticking one row out of everything leaves all others, also those that are not loaded", () => {
  const some = toggle(EVERYTHING, at(2));
  expect(selectionOf(some, FILTER)).toEqual({ kind: "matching", filter: FILTER, except: ["c"], seen: null });
  expect([isTicked(some, "c"), isTicked(some, "far below")]).toEqual([false, true]);
  expect(selectionOf(toggle(some, at(2)), FILTER)).toEqual({
    kind: "matching",
    filter: FILTER,
    except: [],
    seen: null,
  });
});
