import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/components/CopyButton";
import { Copied, Fingerprint } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { Usage } from "@/components/Usage";
import { useSpoken } from "@/components/useSpoken";
import { formatNumber, groupHex } from "@/lib/format";
import type { ExtensionText } from "@/lib/ipc";
import classes from "./signing.module.css";

/** As the core writes a key identifier. */
export const KEY_IDENTIFIER = /^(?:[0-9A-F]{2}:){7,}[0-9A-F]{2}$/;

/** Extensions whose lines are each the name of a usage: keyUsage and extendedKeyUsage (RFC 5280 §4.2.1.3 and 12). */
export const USAGES: readonly string[] = ["2.5.29.15", "2.5.29.37"];

/** Extensions in words, each with its OID; `mark` says more about one, such as who asked for it. */
export function ExtensionList({
  extensions,
  mark,
}: {
  extensions: readonly ExtensionText[];
  mark?: (extension: ExtensionText) => ReactNode;
}) {
  const { t } = useTranslation("signing");
  const spoken = useSpoken();
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
                spoken(line)
              )}
            </div>
          ))}
          <ExtensionValue extension={extension} />
        </li>
      ))}
    </ul>
  );
}

/** The OID, and behind it the extension in full: whether it is critical, and its value octet by octet. */
function ExtensionValue({ extension: { oid, name, critical, value } }: { extension: ExtensionText }) {
  const { t } = useTranslation(["signing", "common"]);
  if (value === null) return <div className={`mono ${classes.oid}`}>{oid}</div>;
  const octets = value.length / 2;
  return (
    <details className={classes.inFull}>
      <summary className={`mono ${classes.oid}`} aria-label={t("inFullOf", { name, oid })}>
        {oid}
      </summary>
      <KeyValues
        items={[
          { label: t("oid"), value: <Copied value={oid} thing={t("oidOf", { name })} /> },
          { label: t("isCritical"), value: t(critical ? "common:yes" : "common:no") },
          {
            label: t("value"),
            value: (
              <>
                <span className={classes.octets}>{t("octets", { count: octets, number: formatNumber(octets) })}</span>{" "}
                <CopyButton value={value} thing={t("valueOf", { name })} />
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
                <section className={`mono ${classes.hex}`} aria-label={t("valueOf", { name })} tabIndex={0}>
                  {groupHex(value)}
                </section>
              </>
            ),
          },
        ]}
      />
    </details>
  );
}
