import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const css = readFileSync("src/theme/colours.css", "utf8");

/** The variables of one of the two blocks. */
function colours(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

const [light = "", dark = ""] = css.split(':root[data-mantine-color-scheme="dark"]');
const themes = { light: colours(light), dark: colours(dark) };

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [brighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (brighter + 0.05) / (darker + 0.05);
}

const inks = ["--ink", "--ink-2", "--ink-3", "--accent-ink", "--expired", "--days7", "--days30", "--fine", "--unknown"];
const papers = ["--surface", "--rail", "--raised", "--hover"];

for (const [theme, palette] of Object.entries(themes)) {
  for (const paper of papers) {
    for (const ink of inks) {
      it(`${ink} can be read on ${paper} in ${theme}`, () => {
        expect(contrast(palette[ink]!, palette[paper]!)).toBeGreaterThanOrEqual(4.5);
      });
    }
  }
  for (const [ink, paper] of [
    ["--on-accent", "--accent"],
    ["--accent-ink", "--accent-soft"],
    ["--ink-2", "--accent-soft"],
    ["--expired", "--expired-soft"],
    ["--days30", "--days30-soft"],
  ] as const) {
    it(`${ink} can be read on ${paper} in ${theme}`, () => {
      expect(contrast(palette[ink]!, palette[paper]!)).toBeGreaterThanOrEqual(4.5);
    });
  }
  it(`the edge of a field can be seen in ${theme}`, () => {
    expect(contrast(palette["--field-line"]!, palette["--raised"]!)).toBeGreaterThanOrEqual(3);
  });
}
