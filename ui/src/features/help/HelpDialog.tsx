import { Kbd } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { closeSurface, useOpenSurface } from "@/lib/surfaces";
import type words from "@/locales/en/help.json";
import classes from "./HelpDialog.module.css";

type Word = keyof typeof words;

/** What each key does; "G D" is one key after the other, "A|B" either of two. */
const shortcuts: { title: Word; keys: [string, Word][] }[] = [
  {
    title: "everywhere",
    keys: [
      ["Ctrl K", "palette"],
      ["N", "issue"],
      ["Ctrl V", "paste"],
      ["Ctrl Z", "undo"],
      ["?", "help"],
      ["Esc", "close"],
    ],
  },
  {
    title: "lists",
    keys: [
      ["/", "search"],
      ["J|↓", "down"],
      ["K|↑", "up"],
      ["Home|End", "ends"],
      ["→|←", "versions"],
      ["Enter", "open"],
      ["Space", "select"],
      ["Shift ↓|↑", "extend"],
      ["Ctrl A", "all"],
    ],
  },
  {
    title: "go",
    keys: [
      ["G D", "dashboard"],
      ["G A", "authorities"],
      ["G C", "certificates"],
      ["G R", "requests"],
      ["G W", "renewals"],
      ["G T", "status"],
      ["G J", "jobs"],
      ["G P", "profiles"],
      ["G L", "audit"],
      ["G I", "inspector"],
      ["G S", "settings"],
    ],
  },
];

export function HelpDialog() {
  const { t } = useTranslation("help");
  return (
    <Dialog opened={useOpenSurface() === "help"} onClose={closeSurface} title={t("title")} size={640} tall>
      <div className={classes.columns}>
        {shortcuts.map(({ title, keys }) => (
          <section key={title} aria-label={t(title)} className={classes[title]}>
            <h3 className={classes.title}>{t(title)}</h3>
            <dl className={classes.keys}>
              {keys.map(([key, word]) => (
                <div key={key}>
                  <dt>
                    <Keys keys={key} />
                  </dt>
                  <dd>{t(word)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes.more}>{t("more")}</p>
    </Dialog>
  );
}

function Keys({ keys }: { keys: string }) {
  const { t } = useTranslation("help");
  const either = keys.includes("|");
  const parts = either ? keys.split("|") : /^(Ctrl|Shift) /.test(keys) ? [keys] : keys.split(" ");
  return parts.map((part, n) => (
    <Fragment key={part}>
      {n > 0 ? <span className={classes.between}>{either ? t("or") : t("then")}</span> : null}
      <Kbd size="xs">{part}</Kbd>
    </Fragment>
  ));
}
