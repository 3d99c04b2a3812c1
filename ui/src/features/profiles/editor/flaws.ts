/**
 * What the core finds wrong with a profile while it is written, by the field it belongs to. Fields are paths in the
 * document, such as `names.dns.suffixes.2`; what belongs to an entry of a list stands at the list's field.
 */
import type { Flaw } from "@/lib/ipc";

export type Flaws = {
  /** What must be mended at this field or at an entry of its list. `entries` names these. */
  at: (field: string, entries?: readonly string[]) => string | undefined;
  /** What should be looked at twice there. */
  noteAt: (field: string, entries?: readonly string[]) => string | undefined;
  errors: number;
  warnings: number;
  all: readonly Flaw[];
};

export function flawsOf(all: readonly Flaw[]): Flaws {
  const said =
    (blocks: boolean) =>
    (field: string, entries: readonly string[] = []) => {
      const found = all.filter((flaw) => flaw.blocks === blocks && belongs(flaw.field, field));
      return found.length > 0 ? found.map((flaw) => named(flaw, field, entries)).join(" ") : undefined;
    };
  return {
    at: said(true),
    noteAt: said(false),
    errors: all.filter(({ blocks }) => blocks).length,
    warnings: all.filter(({ blocks }) => !blocks).length,
    all,
  };
}

/** At the field itself, or at an entry of its list. */
const belongs = (path: string, field: string) =>
  path === field || (path.startsWith(`${field}.`) && /^\d+$/.test(path.slice(field.length + 1)));

/** The sentence, after the entry it is about where it does not name that itself. */
function named({ field: path, message }: Flaw, field: string, entries: readonly string[]): string {
  const entry = path === field ? undefined : entries[Number(path.slice(field.length + 1))];
  return entry && !message.includes(entry) ? `${entry}: ${message}` : message;
}

/** The element at which a field is filled in, so that one can be led to it. */
export const fieldId = (field: string) => `profile-${field.replaceAll(".", "-")}`;

/** Goes to the field of a flaw, or to the nearest thing that holds it. */
export function leadTo(path: string): boolean {
  const parts = path.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const element = document.getElementById(fieldId(parts.slice(0, length).join(".")));
    if (!element) continue;
    element.scrollIntoView({ block: "center" });
    const focusable = element.matches("input, textarea, button")
      ? element
      : element.querySelector<HTMLElement>("input, textarea, button");
    focusable?.focus({ preventScroll: true });
    return true;
  }
  return false;
}
