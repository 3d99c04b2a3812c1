import { expect, test } from "vitest";
import type { Inspected } from "@/lib/ipc";
import { convertibleForms } from "./convertible";

const found = (...kinds: Inspected["kind"][]): Inspected[] =>
  kinds.map((kind) => ({ kind, title: kind, summary: [], ends: null, extensions: [], pem: null, certificateId: null }));

test("a certificate alone goes into forms without a key", () => {
  const forms = convertibleForms(found("certificate"));
  expect(forms).toEqual(expect.arrayContaining(["pem", "der", "chain", "pkcs7", "jwk", "openssh"]));
  expect(forms).not.toContain("pkcs12");
  expect(forms).not.toContain("nginx");
});

test("with its key it goes into keystores and servers’ bundles, and the key alone into forms of its own", () => {
  expect(convertibleForms(found("certificate", "private-key"))).toEqual(
    expect.arrayContaining(["pem", "key", "pkcs12", "jks", "nginx"]),
  );
  const alone = convertibleForms(found("private-key"));
  expect(alone).toEqual(expect.arrayContaining(["key", "pkcs1", "jwk-private"]));
  for (const form of ["pem", "der", "pkcs12", "nginx"] as const) expect(alone).not.toContain(form);
});

test("a request or a CRL changes between text and binary", () => {
  expect(convertibleForms(found("request"))).toEqual(["pem", "der"]);
  expect(convertibleForms(found("crl", "crl"))).toEqual(["pem"]);
});

test("nothing is offered where something would be left out: locked, unreadable, or not there at all", () => {
  for (const kinds of [
    ["certificate", "encrypted-private-key"],
    ["pkcs12-locked"],
    ["certificate", "unreadable"],
    [],
  ] as const)
    expect(convertibleForms(found(...kinds))).toEqual([]);
});
