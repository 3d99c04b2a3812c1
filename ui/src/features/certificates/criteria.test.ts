import { expect, test } from "vitest";
import { chipsOf, criteriaOf, filterOf, readCriteria, without } from "./criteria";

const NOW = new Date("2026-11-20T12:00:00Z");

test("a dashboard filter survives the way through the address unchanged", () => {
  const filter = {
    text: null,
    status: ["active" as const],
    expiresFrom: "2027-02-08T00:00:00Z",
    expiresUntil: "2027-02-15T00:00:00Z",
    authority: "ca-3",
    profile: "web-server" as const,
    keyAlgorithm: "ecdsa-p256",
    environment: "production" as const,
    owner: "Web Team",
    origin: "issued" as const,
    isCa: false,
  };
  const address = JSON.parse(JSON.stringify(criteriaOf(filter)));
  expect(filterOf(readCriteria(address), NOW)).toEqual(filter);
});

test("what the address should not hold is left out, not passed to the core", () => {
  expect(
    readCriteria({
      status: ["revoked", "nonsense"],
      profile: "root-of-all",
      within: "-3",
      from: "yesterday",
      sort: "serial; drop table",
      ca: "maybe",
    }),
  ).toEqual({ status: ["revoked"] });
});

test("a number typed as search text stays text", () => {
  expect(readCriteria({ q: 42 })).toEqual({ q: "42" });
});

test("a relative window is counted from now", () => {
  const filter = filterOf({ within: 7 }, NOW);
  expect(filter.expiresFrom).toBe("2026-11-20T12:00:00.000Z");
  expect(filter.expiresUntil).toBe("2026-11-27T12:00:00.000Z");
});

test("each chip takes away its own criterion and nothing else", () => {
  const criteria = readCriteria({
    q: "api",
    status: ["active"],
    from: "2026-11-20T00:00:00Z",
    until: "2026-11-27T00:00:00Z",
    owner: "Web Team",
  });
  expect(chipsOf(criteria)).toEqual(["status", "expires", "owner"]);
  expect(without(criteria, "expires")).toEqual({ q: "api", status: ["active"], owner: "Web Team" });
});
