import { expect, test } from "vitest";
import { lineAt, lineOf, linesOf, type Unfolded } from "./unfolded";

const UNFOLDED: Unfolded[] = [
  { id: "b", index: 1, lines: 2 },
  { id: "e", index: 4, lines: 1 },
];

test("earlier versions lie under their row and move what follows down", () => {
  const lines = Array.from({ length: linesOf(6, UNFOLDED) }, (_, at) => lineAt(at, UNFOLDED));
  expect(lines.map(({ index, earlier }) => (earlier === null ? index : `${index}.${earlier}`))).toEqual([
    0,
    1,
    "1.0",
    "1.1",
    2,
    3,
    4,
    "4.0",
    5,
  ]);
});

test("each row is found at its line again", () => {
  for (let index = 0; index < 6; index++) {
    expect(lineAt(lineOf(index, UNFOLDED), UNFOLDED)).toEqual({ index, earlier: null });
  }
});
