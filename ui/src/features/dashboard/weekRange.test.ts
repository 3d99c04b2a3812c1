import { expect, test } from "vitest";
import { monthAt } from "./weekRange";

test("a month is named where most of a week is its own", () => {
  const weeks = ["2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28", "2027-01-04"].map((day) => ({
    start: `${day}T00:00:00Z`,
  }));
  // The week of 30 November is December's, and the one of 28 December is the old year's until Thursday.
  expect(weeks.map((_, index) => monthAt(weeks, index))).toEqual(["Dec", null, null, null, null, "Jan"]);
});
