import { expect, test } from "vitest";
import { anyCertificate } from "@/lib/filter";
import {
  chipsOf,
  compact,
  filterOf,
  looksHexadecimal,
  validateCertificatesSearch,
  withFilter,
  withoutChip,
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
  const address = JSON.parse(JSON.stringify({ filter: compact(filter) }));
  expect(filterOf(validateCertificatesSearch(address), NOW)).toEqual(filter);
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
