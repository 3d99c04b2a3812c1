import { beforeEach, expect, test } from "vitest";
import { COLUMN_IDS, defaultColumns, keepColumns, keptColumns, moved, withShown, withWidth } from "./columns";

beforeEach(() => localStorage.clear());

test("order, width and visibility come back as they were left", () => {
  const columns = moved(withShown(withWidth(defaultColumns(), "owner", 300), "serial", true), "owner", -1);
  keepColumns(localStorage, columns);
  expect(keptColumns(localStorage)).toEqual(columns);
});

test("a layout from an older release gains the new columns and loses unknown ones", () => {
  localStorage.setItem(
    "chancery.certificates.columns",
    JSON.stringify([
      { id: "colour", shown: true, width: 10 },
      { id: "name", shown: false, width: -5 },
    ]),
  );
  const columns = keptColumns(localStorage);
  expect(columns.map((column) => column.id).sort()).toEqual([...COLUMN_IDS].sort());
  expect(columns[0]).toEqual({ id: "name", shown: true, width: 64 });
});

test("a broken layout falls back to the default", () => {
  localStorage.setItem("chancery.certificates.columns", "{oops");
  expect(keptColumns(localStorage)).toEqual(defaultColumns());
});
