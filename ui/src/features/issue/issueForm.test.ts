import { beforeEach, expect, test } from "vitest";
import { blocks, emptyValues, fieldOf, placed, requestOf, worthPreviewing } from "./issueForm";
import { lastChoices, rememberChoices } from "./lastChoices";

const VALUES = {
  ...emptyValues("ca-2", "web-server"),
  commonName: " api.corp.example ",
  organization: "Example, Inc.",
  country: "DE",
  owner: " Web Team ",
};

beforeEach(() => localStorage.clear());

test("the request carries the subject's rest as RFC 4514 and no empty texts", () => {
  expect(requestOf(VALUES, "token-1")).toMatchObject({
    authority: "ca-2",
    commonName: "api.corp.example",
    subjectRest: "O=Example\\, Inc.,C=DE",
    key: { kind: "generate", algorithm: null },
    metadata: { owner: "Web Team", environment: null, notes: null },
    days: null,
    token: "token-1",
  });
});

test("with a request from outside no algorithm is asked for", () => {
  const request = requestOf({ ...VALUES, keySource: "csr", csr: "PEM\n", algorithm: "rsa-4096" }, "t");
  expect(request.key).toEqual({ kind: "csr", pem: "PEM" });
});

test("a finding stands at the field that it speaks of", () => {
  expect(fieldOf("dns[2]", "generate")).toBe("dns");
  expect(fieldOf("metadata.owner", "generate")).toBe("owner");
  expect(fieldOf("key", "csr")).toBe("csr");
  expect(fieldOf("moon", "generate")).toBeNull();
  const { byField, elsewhere } = placed(
    [
      { code: "a", severity: "error", message: "A", field: "dns", source: "names", overridable: false },
      { code: "b", severity: "warning", message: "B", field: null, source: "lint", overridable: false },
    ],
    "generate",
  );
  expect(byField.dns?.map((finding) => finding.code)).toEqual(["a"]);
  expect(elsewhere.map((finding) => finding.code)).toEqual(["b"]);
});

test("an error stands in the way until exactly its rule is signed past", () => {
  const lint = {
    code: "a.rule",
    severity: "error" as const,
    message: "A",
    field: null,
    source: "RFC",
    overridable: true,
  };
  expect(blocks([lint], [])).toBe(true);
  expect(blocks([lint], ["another.rule"])).toBe(true);
  expect(blocks([lint], ["a.rule"])).toBe(false);
  expect(blocks([{ ...lint, overridable: false }], ["a.rule"])).toBe(true);
});

test("an untouched form asks the core nothing", () => {
  expect(worthPreviewing(emptyValues("ca-2", "web-server"))).toBe(false);
  expect(worthPreviewing({ ...emptyValues("ca-2", "web-server"), ip: ["10.0.0.1"] })).toBe(true);
});

test("last choices hold neither names nor a request", () => {
  rememberChoices(localStorage, { ...VALUES, dns: ["secret.corp.example"], csr: "PEM", notes: "n" });
  const kept = JSON.stringify(lastChoices(localStorage));
  expect(kept).toContain("ca-2");
  expect(kept).not.toMatch(/secret|PEM|api\.corp|notes/);
});
