import { expect, it } from "vitest";
import { dateFormat, numberFormat, relativeFormat } from "./intlFormats";

it("makes each format once, however often it is asked for", () => {
  const day = () => dateFormat({ dateStyle: "medium", timeZone: "UTC" }, "en");
  expect(day()).toBe(day());
  expect(numberFormat()).toBe(numberFormat());
  expect(relativeFormat("en")).toBe(relativeFormat("en"));
});

it("keeps those of other languages, places and styles apart", () => {
  const at = new Date("2026-11-29T23:30:00Z");
  const day = (zone: string, language: string) =>
    dateFormat({ dateStyle: "medium", timeZone: zone }, language).format(at);
  expect(day("UTC", "en-US")).toBe("Nov 29, 2026");
  expect(day("Europe/Berlin", "en-US")).toBe("Nov 30, 2026");
  expect(day("UTC", "de")).toBe("29.11.2026");
  expect(dateFormat({ month: "short", timeZone: "UTC" }, "en-US").format(at)).toBe("Nov");
  expect(numberFormat({}, "de").format(1234567.5)).toBe("1.234.567,5");
  expect(numberFormat({ maximumFractionDigits: 0 }, "de").format(1234567.5)).toBe("1.234.568");
});
