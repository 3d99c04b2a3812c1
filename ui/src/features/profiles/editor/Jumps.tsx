import { useTranslation } from "react-i18next";
import classes from "./editor.module.css";
import type { Flaws } from "./flaws";

/** The parts of the form, each with the fields that belong to it by what their paths begin with. */
export const PARTS = ["about", "key", "validity", "subject", "names", "usage", "extensions", "renewal"] as const;
export type Part = (typeof PARTS)[number];

export const partId = (part: Part) => `profile-part-${part}`;

/** The part of the form that a field stands in. */
export function partOf(field: string): Part {
  const [first, second] = field.split(".");
  switch (first) {
    case "keys":
      return "key";
    case "validity":
    case "subject":
    case "names":
    case "renewal":
      return first;
    case "duplicates":
      return "renewal";
    case "extensions":
      return second === "keyUsage" || second === "extendedKeyUsage" ? "usage" : "extensions";
    default:
      return "about";
  }
}

/** Leads to each part of a long form, and says in which something is wrong. */
export function Jumps({ flaws }: { flaws: Flaws }) {
  const { t } = useTranslation("profiles");
  return (
    <nav className={classes.jumps} aria-label={t("editor.parts")} data-above>
      {PARTS.map((part) => {
        const errors = flaws.all.filter(({ blocks, field }) => blocks && partOf(field) === part).length;
        return (
          <button
            key={part}
            type="button"
            className={`${classes.jump} ${errors > 0 ? classes.blocked : ""}`}
            onClick={() => goTo(part)}
          >
            {t(`section.${part}`)}
            {errors > 0 ? <span className={classes.jumpErrors}>{t("editor.errors", { count: errors })}</span> : null}
          </button>
        );
      })}
    </nav>
  );
}

function goTo(part: Part) {
  const section = document.getElementById(partId(part));
  section?.scrollIntoView({ block: "start" });
  section?.querySelector<HTMLElement>("input, textarea, button")?.focus({ preventScroll: true });
}
