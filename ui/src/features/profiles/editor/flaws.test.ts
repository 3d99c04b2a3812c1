import { expect, test } from "vitest";
import { flawsOf } from "./flaws";

const flaw = (field: string, message: string, blocks = true) => ({ field, message, blocks });

test("what is wrong with an entry stands at its list's field, after the entry", () => {
  const flaws = flawsOf([flaw("names.dns.suffixes.1", "This is not a DNS name."), flaw("names.dns", "Too many.")]);
  expect(flaws.at("names.dns.suffixes", ["corp.example", "b!d"])).toBe("b!d: This is not a DNS name.");
  expect(flaws.at("names.dns")).toBe("Too many.");
  expect(flaws.at("names.ip")).toBeUndefined();
});

test("a sentence that names the entry already is not told twice", () => {
  const flaws = flawsOf([flaw("names.ip.ranges.0", "“10.0.0.0/40” is no network.")]);
  expect(flaws.at("names.ip.ranges", ["10.0.0.0/40"])).toBe("“10.0.0.0/40” is no network.");
});

test("errors and warnings are told apart and counted", () => {
  const flaws = flawsOf([flaw("title", "Give it a title."), flaw("names.dns.wildcards", "Think twice.", false)]);
  expect([flaws.errors, flaws.warnings]).toEqual([1, 1]);
  expect(flaws.at("names.dns.wildcards")).toBeUndefined();
  expect(flaws.noteAt("names.dns.wildcards")).toBe("Think twice.");
});
