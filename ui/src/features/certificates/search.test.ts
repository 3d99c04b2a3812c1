import { expect, test } from "vitest";
import { anyCertificate } from "@/lib/filter";
import {
  chipsOf,
  compact,
  filterOf,
  foldedOf,
  looksHexadecimal,
  searchFor,
  validateCertificatesSearch,
  withFilter,
  withoutChip,
  withVersions,
} from "./search";

const NOW = new Date("2026-11-20T12:00:00Z");

test("a dashboard filter survives the way through the address unchanged", () => {
  const filter = {
    ...anyCertificate,
    status: ["active" as const],
    expiresFrom: "2027-02-08T00:00:00Z",
    expiresUntil: "2027-02-15T00:00:00Z",
    authority: "ca-3",
    environment: "production" as const,
    isCa: false,
  };
  const address = JSON.parse(JSON.stringify(searchFor(filter, NOW.toISOString())));
  expect(filterOf(validateCertificatesSearch(address), NOW)).toEqual(filter);
  expect(filterOf(validateCertificatesSearch({ filter: compact(filter) }), NOW)).toEqual({
    ...filter,
    superseded: false,
  });
});

test("old versions are folded away unless the address says otherwise, and are found by what folded them", () => {
  expect(filterOf({}, NOW).superseded).toBe(false);
  expect(filterOf({ versions: "all" }, NOW).superseded).toBeNull();
  expect(filterOf(withVersions({ versions: "all" }, "old"), NOW).superseded).toBe(true);
  expect(withVersions(withVersions({ within: 7 }, "old"), "folded")).toEqual({ within: 7 });
  expect(foldedOf(filterOf({ filter: { owner: "Web" } }, NOW))).toMatchObject({ owner: "Web", superseded: true });
  expect(foldedOf(filterOf({ versions: "all" }, NOW))).toBeNull();
});

test("a window of the dashboard stays one of so many days, however late it is asked for", () => {
  const until = (days: number) => new Date(NOW.getTime() + days * 86_400_000).toISOString();
  const active = { ...anyCertificate, status: ["active" as const], superseded: false };
  const soon = searchFor({ ...active, expiresUntil: until(30) }, NOW.toISOString());
  expect(soon).toEqual({ filter: { status: ["active"] }, within: 30 });
  const kept = validateCertificatesSearch(JSON.parse(JSON.stringify(soon)));
  const nextWeek = new Date("2026-11-27T12:00:00Z");
  expect(filterOf(kept, nextWeek).expiresUntil).toBe("2026-12-27T12:00:00.000Z");
  expect(searchFor({ ...active, expiresFrom: until(7), expiresUntil: until(30) }, NOW.toISOString())).toMatchObject({
    beyond: 7,
    within: 30,
  });
  // What has ended has done so before now, and a week of the calendar stays that week.
  const expired = { ...anyCertificate, status: ["expired" as const], superseded: false, expiresFrom: until(-30) };
  expect(searchFor(expired, NOW.toISOString())).toEqual({ filter: { status: ["expired"] }, beyond: -30 });
  const week = { ...active, expiresFrom: "2027-02-08T00:00:00Z", expiresUntil: "2027-02-15T00:00:00Z" };
  expect(searchFor(week, NOW.toISOString())).toEqual({
    filter: { status: ["active"], expiresFrom: week.expiresFrom, expiresUntil: week.expiresUntil },
  });
  expect(searchFor(anyCertificate, NOW.toISOString())).toEqual({ filter: {}, versions: "all" });
});

test("what the address should not hold is left out, not passed to the core", () => {
  const address = {
    filter: { status: ["revoked", "nonsense"], profile: "root; of all", expiresFrom: "yesterday", isCa: "maybe", x: 1 },
    within: -3,
    by: "serial; drop table",
  };
  expect(validateCertificatesSearch(address)).toEqual({ filter: { status: ["revoked"] } });
});

test("a piece of a serial number or fingerprint looks hexadecimal, a name does not", () => {
  for (const piece of ["A633 E96B", "a6:33:e9", "0x1f", "e96b278f", "42"]) expect(looksHexadecimal(piece)).toBe(true);
  for (const name of ["cafe", "api.corp.example", "web 01", "db-1", ""]) expect(looksHexadecimal(name)).toBe(false);
});

test("a number typed as search text stays text", () => {
  expect(validateCertificatesSearch({ filter: { text: 42 } })).toEqual({ filter: { text: "42" } });
});

test("a relative window is counted from now", () => {
  const filter = filterOf({ within: 7 }, NOW);
  expect(filter.expiresFrom).toBe("2026-11-20T12:00:00.000Z");
  expect(filter.expiresUntil).toBe("2026-11-27T12:00:00.000Z");
});

test("each chip takes away its own criterion and nothing else", () => {
  const search = {
    filter: { text: "api", status: ["active" as const], owner: "Web Team" },
    within: 30,
    by: "name" as const,
  };
  expect(chipsOf(search)).toEqual(["status", "expires", "owner"]);
  expect(withoutChip(search, "expires")).toEqual({ filter: search.filter, by: "name" });
  expect(withFilter({ filter: { owner: "Web Team" } }, { owner: null })).toEqual({});
});
