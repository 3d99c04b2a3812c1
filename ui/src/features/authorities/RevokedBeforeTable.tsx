import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { Time } from "@/components/Time";
import { formatNumber } from "@/lib/format";
import type { RevokedBefore } from "@/lib/ipc";
import classes from "./authority.module.css";

/** What an imported authority revoked elsewhere, known by serial number alone: on every CRL, in no list of certificates. */
export function RevokedBeforeTable({ before }: { before: RevokedBefore }) {
  const { t } = useTranslation(["authorities", "common"]);
  if (before.count === 0) return null;
  const more = before.count - before.first.length;
  return (
    <div className={classes.apart}>
      <Section
        title={t("before.title", { count: before.count, number: formatNumber(before.count) })}
        description={t("before.intro")}
      >
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("before.serial")}</th>
              <th scope="col">{t("before.revokedAt")}</th>
              <th scope="col">{t("before.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {before.first.map((one) => (
              <tr key={one.serial}>
                <th scope="row" className="mono">
                  {one.serial}
                </th>
                <td>
                  <Time at={one.revokedAt} />
                </td>
                <td>{t(`common:reason.${one.reason}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {more > 0 ? <p className={classes.quiet}>{t("before.more", { number: formatNumber(more) })}</p> : null}
      </Section>
    </div>
  );
}
