import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Fingerprint } from "@/components/Identifier";
import { Usage } from "@/components/Usage";
import type { ExtensionText } from "@/lib/ipc";
import classes from "./signing.module.css";

/** As the core writes a key identifier. */
const KEY_IDENTIFIER = /^(?:[0-9A-F]{2}:){7,}[0-9A-F]{2}$/;

/** Extensions whose lines are each the name of a usage: keyUsage and extendedKeyUsage (RFC 5280 §4.2.1.3 and 12). */
const USAGES: readonly string[] = ["2.5.29.15", "2.5.29.37"];

/** Extensions in words, each with its OID; `mark` says more about one, such as who asked for it. */
export function ExtensionList({
  extensions,
  mark,
}: {
  extensions: readonly ExtensionText[];
  mark?: (extension: ExtensionText) => ReactNode;
}) {
  const { t } = useTranslation("signing");
  return (
    <ul className={classes.extensions}>
      {extensions.map((extension) => (
        <li key={extension.oid} className={classes.extension}>
          <div className={classes.extensionHead}>
            <span className={classes.extensionName}>{extension.name}</span>
            {extension.critical ? (
              <Badge size="xs" variant="default" radius="xs" tt="none">
                {t("critical")}
              </Badge>
            ) : null}
            <span className={classes.aside}>{mark ? mark(extension) : null}</span>
          </div>
          {extension.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines are what the core wrote and never move.
            <div key={index} className={classes.line}>
              {USAGES.includes(extension.oid) ? (
                <Usage name={line} />
              ) : KEY_IDENTIFIER.test(line) ? (
                <Fingerprint value={line} thing={extension.name} />
              ) : (
                line
              )}
            </div>
          ))}
          <div className={`mono ${classes.oid}`}>{extension.oid}</div>
        </li>
      ))}
    </ul>
  );
}
