import { expect, test } from "vitest";
import { plainProfile } from "@/testing/fake/profiles";
import { rulesOf } from "./useProfileRules";

const rule = { value: null, pattern: null, from: "profile" as const };

test("the form's fields follow the profile's rules for the subject", () => {
  const document = plainProfile("shop", "Shop");
  document.names.uri = null;
  document.subject = {
    attributes: [
      { ...rule, attribute: "o", presence: "fixed", value: "Example" },
      { ...rule, attribute: "OU", presence: "required", pattern: "[A-Z]+" },
      { ...rule, attribute: "serialNumber", presence: "optional" },
      { ...rule, attribute: "UID", presence: "forbidden" },
    ],
    others: "forbidden",
  };
  const rules = rulesOf(document);
  expect(rules.ofAttribute("O")).toEqual({ closed: true, required: false, value: "Example", pattern: null });
  expect(rules.ofAttribute("OU")).toEqual({ closed: false, required: true, value: null, pattern: "[A-Z]+" });
  expect(rules.ofAttribute("L").closed).toBe(true);
  expect(rules.more).toEqual(["serialNumber"]);
  expect([rules.allows("dns"), rules.allows("uri")]).toEqual([true, false]);
});

test("as long as the profile is not known, everything is open", () => {
  const rules = rulesOf(undefined);
  expect(rules.ofAttribute("L").closed).toBe(false);
  expect(rules.allows("uri")).toBe(true);
});
