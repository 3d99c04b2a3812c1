import { expect, it } from "vitest";
import "@/lib/i18n";
import { asFileName, formatBytes, formatRelative, formatUtc, groupHex, joinPath } from "./format";

const now = Date.parse("2026-11-20T20:00:00Z");
const at = (iso: string) => formatRelative(iso, now);

it("speaks of calendar days, not of spans of 24 hours", () => {
  // 21:00 in Berlin now: 30 hours on is the day after tomorrow there.
  expect(at("2026-11-22T02:00:00Z")).toBe("in 2 days");
  expect(at("2026-11-21T21:00:00Z")).toBe("tomorrow");
  expect(at("2026-11-19T10:00:00Z")).toBe("yesterday");
  expect(at("2026-12-02T20:00:00Z")).toBe("in 12 days");
});

it("counts hours and minutes within a day", () => {
  expect(at("2026-11-21T01:30:00Z")).toBe("in 5 hours");
  expect(at("2026-11-20T19:45:00Z")).toBe("15 minutes ago");
  expect(at("2026-11-20T20:00:30Z")).toBe("just now");
});

it("gets coarser with distance", () => {
  // Never "next month", which is the one after this one.
  expect(at("2027-01-19T20:00:00Z")).toBe("in 60 days");
  expect(at("2027-02-18T20:00:00Z")).toBe("in 90 days");
  expect(at("2027-02-21T20:00:00Z")).toBe("in 3 months");
  expect(at("2028-11-19T20:00:00Z")).toBe("in 23 months");
  expect(at("2028-11-20T20:00:00Z")).toBe("in 2 years");
  expect(at("2027-11-20T20:00:00Z")).toBe("in 11 months");
  expect(at("2036-11-20T20:00:00Z")).toBe("in 10 years");
});

it("groups identifiers by four, however they come", () => {
  expect(groupHex("4e9107c2a5")).toBe("4E91 07C2 A5");
  expect(groupHex("4E:91:07:C2")).toBe("4E91 07C2");
});

it("writes times in UTC and sizes in words", () => {
  expect(formatUtc("2026-11-29T13:03:09.123Z")).toBe("2026-11-29 13:03:09 UTC");
  expect(formatBytes(1_834_000)).toBe("1.8 MB");
  expect(formatBytes(0)).toBe("0 bytes");
  expect(formatBytes(1)).toBe("1 byte");
  expect(formatBytes(359)).toBe("359 bytes");
});

it("makes file names that no name can break out of", () => {
  expect(asFileName("*.corp.example")).toBe("wildcard.corp.example");
  expect(asFileName("../../etc/passwd")).toBe("etc-passwd");
  expect(asFileName("  ")).toBe("certificate");
  expect(asFileName("a\u202etxt.exe")).toBe("a-txt.exe");
});

it("joins paths in the style of the folder", () => {
  expect(joinPath("/home/ada", "a.pem")).toBe("/home/ada/a.pem");
  expect(joinPath("C:\\Users\\ada\\", "a.pem")).toBe("C:\\Users\\ada\\a.pem");
});
