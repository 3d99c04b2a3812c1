import { describe, expect, it } from "vitest";
import { firstLanguageTag } from "./locale";

describe("the locale", () => {
  it("is English where the system names none", () => {
    expect(firstLanguageTag(["C"])).toBe("en");
    expect(firstLanguageTag(["C.UTF-8", "POSIX!"])).toBe("en");
    expect(firstLanguageTag([])).toBe("en");
  });

  it("is the first that is a language tag", () => {
    expect(firstLanguageTag(["c", "de-ch"])).toBe("de-CH");
  });
});
