// The locale that numbers and dates are written in.

/** The first of these that is a language tag; a system set to "C" or "POSIX" names none. */
export function firstLanguageTag(candidates: readonly string[]): string {
  for (const candidate of candidates) {
    try {
      const [tag] = Intl.getCanonicalLocales(candidate);
      if (tag && tag.toLowerCase() !== "c") return tag;
    } catch {
      // Not a language tag (BCP 47).
    }
  }
  return "en";
}

/** The admin's own. */
export const locale = (): string =>
  typeof navigator === "undefined" ? "en" : firstLanguageTag([navigator.language, ...navigator.languages]);
