import { expect, test } from "vitest";
import type { Finding } from "@/lib/ipc";
import { countOf, listed, overridable } from "./findings";

const finding = (severity: Finding["severity"], message: string, field: string | null = null): Finding => ({
  code: "code",
  severity,
  message,
  field,
  source: "profile",
  overridable: false,
});

test("the gravest come first, and as many are counted as are listed", () => {
  const findings = [
    finding("info", "A note."),
    finding("error", "Not a name.", "commonName"),
    finding("warning", "Short."),
    finding("error", "Not a name.", "dns"),
  ];
  expect(listed(findings).map(({ message }) => message)).toEqual(["Not a name.", "Short.", "A note."]);
  expect(countOf("error", findings)).toBe(1);
});

test("only lint's errors may be signed past, each rule once", () => {
  const lint = { ...finding("error", "Odd."), code: "rfc5280.rule", overridable: true };
  expect(overridable([lint, lint, finding("error", "Not a name.")])).toEqual(["rfc5280.rule"]);
});
