// What numbers and dates are written by (ECMA-402), each made once. Behind one stand some hundred kilobytes that the
// scripts' collector does not see, and so lets lie: made anew for every number of a page they were the largest part of it.
import { locale } from "./locale";

const made = new Map<string, unknown>();

function once<T>(kind: string, language: string, options: object, make: () => T): T {
  const key = JSON.stringify([kind, language, options]);
  const known = made.get(key) as T | undefined;
  if (known !== undefined) return known;
  const format = make();
  made.set(key, format);
  return format;
}

export const numberFormat = (options: Intl.NumberFormatOptions = {}, language = locale()): Intl.NumberFormat =>
  once("number", language, options, () => new Intl.NumberFormat(language, options));

export const dateFormat = (options: Intl.DateTimeFormatOptions, language = locale()): Intl.DateTimeFormat =>
  once("date", language, options, () => new Intl.DateTimeFormat(language, options));

/** "in 3 days", "yesterday". */
export const relativeFormat = (language: string): Intl.RelativeTimeFormat =>
  once("relative", language, {}, () => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
