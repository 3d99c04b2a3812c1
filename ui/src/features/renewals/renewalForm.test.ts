import { expect, test } from "vitest";
import { estate } from "@/testing/fake/estate";
import { certificate as detailOf } from "@/testing/fake/inventory";
import { requestOf, valuesOf } from "./renewalForm";

const certificate = () => {
  const made = estate();
  const detail = detailOf(made, made.certificates.find(({ isCa }) => !isCa)!.id);
  return {
    ...detail,
    names: [{ kind: "dns", value: "a.example" }],
    row: { ...detail.row, subject: "CN=a\\, b,OU=Web,O=Example", hasKey: true },
  };
};

test("what was not touched is asked for as nothing, so that it stays as it is", () => {
  const old = certificate();
  const values = valuesOf(old);
  expect(values.commonName).toBe("a, b");
  expect(values.subjectRest).toBe("OU=Web,O=Example");
  expect(requestOf(values, old, "t")).toEqual({
    key: "new",
    days: null,
    revokeOldAfterHours: null,
    changes: { commonName: null, subjectRest: null, dns: null, ip: null, email: null, uri: null, algorithm: null },
    token: "t",
  });
});

test("a kind of names that was emptied is asked for as none at all", () => {
  const old = certificate();
  const { changes } = requestOf({ ...valuesOf(old), dns: [], ip: ["192.0.2.1"], subjectRest: "" }, old, "t");
  expect(changes).toMatchObject({ dns: [], ip: ["192.0.2.1"], email: null, subjectRest: "", commonName: null });
});

test("an algorithm is asked for where a key is made, and never for the same key", () => {
  const old = certificate();
  const values = { ...valuesOf(old), algorithm: "ed25519" as const };
  expect(requestOf(values, old, "t").changes?.algorithm).toBe("ed25519");
  expect(requestOf({ ...values, key: "same" }, old, "t").changes?.algorithm).toBeNull();
  expect(valuesOf({ ...old, row: { ...old.row, hasKey: false } }).key).toBe("same");
});
