import { useTranslation } from "react-i18next";
import { Time } from "@/components/Time";
import { formatBytes, formatNumber } from "@/lib/format";
import type { CrlSummary } from "@/lib/ipc";
import classes from "./authority.module.css";
import { useCrlKind } from "./StateTexts";

/** Every CRL that was made, of whatever kind, the newest first. */
export function CrlHistory({ crls }: { crls: readonly CrlSummary[] }) {
  const { t } = useTranslation("authorities");
  const kindText = useCrlKind();
  if (crls.length === 0) return <p className={classes.quiet}>{t("crls.noneDetail")}</p>;
  return (
    <table className={classes.table} aria-label={t("crls.history")}>
      <thead>
        <tr>
          <th scope="col">{t("crls.number")}</th>
          <th scope="col">{t("crls.kind")}</th>
          <th scope="col">{t("crls.thisUpdate")}</th>
          <th scope="col">{t("crls.nextUpdate")}</th>
          <th scope="col" className={classes.number}>
            {t("crls.entries")}
          </th>
          <th scope="col" className={classes.number}>
            {t("crls.size")}
          </th>
        </tr>
      </thead>
      <tbody>
        {crls.map((crl) => (
          <tr key={crl.number}>
            <th scope="row">{crl.number}</th>
            <td>
              {kindText(crl.kind)}
              {crl.base === null ? null : ` · ${t("crls.base", { number: crl.base })}`}
            </td>
            <td>
              <Time at={crl.thisUpdate} />
            </td>
            <td>
              <Time at={crl.nextUpdate} />
            </td>
            <td className={classes.number}>{formatNumber(crl.entries)}</td>
            <td className={classes.number}>{formatBytes(crl.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
