import { expect, test } from "vitest";
import { commonNameIn, distinguishedName, escapeValue, readableName, withoutCommonName } from "./distinguishedName";

test("fields are written most specific first and empty ones left out", () => {
  expect(distinguishedName({ C: "DE", CN: "Example Root", O: "Example Corp", OU: " " })).toBe(
    "CN=Example Root,O=Example Corp,C=DE",
  );
});

test("attributes of other types stand after the common name", () => {
  expect(distinguishedName({ CN: "x", O: "Example" }, { serialNumber: " 7,1 ", UID: "" })).toBe(
    "CN=x,serialNumber=7\\,1,O=Example",
  );
});

test("a comma or plus in a value cannot start another attribute", () => {
  expect(distinguishedName({ CN: "x,O=Evil+CN=y" })).toBe("CN=x\\,O=Evil\\+CN=y");
});

test("leading hash, leading and trailing blank and NUL are escaped", () => {
  expect(escapeValue("#1")).toBe("\\#1");
  expect(escapeValue(" a ")).toBe("\\ a\\ ");
  expect(escapeValue("a\0b")).toBe("a\\00b");
});

test("a name is read with room after each part, but not within an escaped one", () => {
  expect(readableName("CN=Example Root,O=Example\\, Inc.,C=DE")).toBe("CN=Example Root, O=Example\\, Inc., C=DE");
  expect(readableName("CN=a, O=b")).toBe("CN=a, O=b");
});

test("a name comes apart into its common name and the rest, wherever that stands", () => {
  expect(commonNameIn("CN=a\\, b,O=Example\\, Inc.,C=DE")).toBe("a, b");
  expect(withoutCommonName("CN=a\\, b,O=Example\\, Inc.,C=DE")).toBe("O=Example\\, Inc.,C=DE");
  expect(withoutCommonName("C=DE,O=Example,CN=x")).toBe("C=DE,O=Example");
  expect(withoutCommonName("UID=7+CN=x,O=A\\+CN=y")).toBe("UID=7,O=A\\+CN=y");
  expect([commonNameIn("O=Example"), commonNameIn("")]).toEqual(["", ""]);
});
