import { expect, test } from "vitest";
import { isZone, momentIn, writtenIn } from "./zonedTime";

test("a moment is written in the time of a place, and read back", () => {
  for (const [zone, written, at] of [
    ["Europe/Berlin", "2026-07-01 03:00", "2026-07-01T01:00:00Z"],
    ["Europe/Berlin", "2026-12-01 03:00", "2026-12-01T02:00:00Z"],
    ["Asia/Kathmandu", "2026-12-01 00:15", "2026-11-30T18:30:00Z"],
    ["America/New_York", "2026-03-08 03:00", "2026-03-08T07:00:00Z"],
    ["UTC", "2028-02-29 23:59", "2028-02-29T23:59:00Z"],
  ] as const) {
    expect(momentIn(zone, written)).toBe(at);
    expect(writtenIn(zone, at)).toBe(written);
  }
});

test("what is no moment is none", () => {
  for (const text of ["", "2026-02-30 03:00", "2026-12-01", "2026-12-01 25:00", "soon"])
    expect(momentIn("UTC", text)).toBeNull();
});

test("a place is one that the machine knows", () => {
  expect(isZone("Europe/Berlin")).toBe(true);
  expect(isZone("Europe/Atlantis")).toBe(false);
  expect(isZone("")).toBe(false);
});
