import { expect, it } from "vitest";
import { AUDIT_ACTIONS } from "@/lib/ipc/bindings";
import words from "@/locales/en/audit.json";

it("has a word for every kind of event that the core writes, and for no other", () => {
  expect(Object.keys(words.actions).sort()).toEqual([...AUDIT_ACTIONS].sort());
});
