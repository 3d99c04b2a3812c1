import { expect, it } from "vitest";
import { auditQuery } from "./auditQuery";
import { validateAuditSearch } from "./search";

it("a day that is chosen counts from midnight to midnight in the person's zone", () => {
  // Berlin, an hour ahead of UTC in winter.
  const query = auditQuery({ from: "2026-11-20", to: "2026-11-20" });
  expect(query.since).toBe("2026-11-19T23:00:00.000Z");
  expect(query.until).toBe("2026-11-20T23:00:00.000Z");
});

it("an hour that the clocks skip does not shorten or lengthen the range", () => {
  const query = auditQuery({ from: "2026-03-29", to: "2026-03-29" });
  expect(query.since).toBe("2026-03-28T23:00:00.000Z");
  expect(query.until).toBe("2026-03-29T22:00:00.000Z");
});

it("how an event ended is asked for as the address says it, and nothing that is no outcome", () => {
  expect(auditQuery(validateAuditSearch({ outcome: "refused" })).outcome).toBe("refused");
  expect(auditQuery(validateAuditSearch({ outcome: "shrugged" })).outcome).toBeNull();
});

it("a half-typed day asks for no bound", () => {
  expect(auditQuery({ from: "2026" }).since).toBeNull();
});
