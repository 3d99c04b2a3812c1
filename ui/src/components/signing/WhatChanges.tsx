import { useTranslation } from "react-i18next";
import { Usage } from "@/components/Usage";
import classes from "./signing.module.css";

/** One part of a certificate as it was and as it will be; equal parts are left out by `WhatChanges`. */
export type ChangedPart = { part: string; before: readonly string[]; after: readonly string[]; usages?: boolean };

/** What a new certificate says otherwise than the one before it. */
export function WhatChanges({ parts }: { parts: readonly ChangedPart[] }) {
  const { t } = useTranslation("signing");
  const changed = parts.filter(({ before, after }) => sorted(before) !== sorted(after));
  return (
    <div>
      <h3 className={classes.heading}>{t("changes.title")}</h3>
      {changed.length === 0 ? (
        <p className={classes.source}>{t("changes.none")}</p>
      ) : (
        <table className={classes.asked}>
          <thead>
            <tr>
              <th scope="col" style={{ width: "26%" }}>
                <span className="visually-hidden">{t("csr.part")}</span>
              </th>
              <th scope="col">{t("changes.before")}</th>
              <th scope="col">{t("changes.after")}</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ part, before, after, usages }) => (
              <tr key={part}>
                <th scope="row">{part}</th>
                <td>
                  <Values values={before} beside={after} usages={usages} />
                </td>
                <td>
                  <Values values={after} beside={before} usages={usages} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** What only one side has stands out by its weight. */
function Values({
  values,
  beside,
  usages = false,
}: {
  values: readonly string[];
  beside: readonly string[];
  usages?: boolean;
}) {
  const { t } = useTranslation("signing");
  if (values.length === 0) return <span className={classes.source}>{t("csr.nothing")}</span>;
  return values.map((value) => (
    <div key={value} className={beside.includes(value) ? undefined : classes.other}>
      {usages ? <Usage name={value} /> : value}
    </div>
  ));
}

const sorted = (values: readonly string[]): string => [...values].sort().join("\n");
