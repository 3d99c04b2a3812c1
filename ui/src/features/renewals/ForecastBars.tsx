import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import type { RenewalForecast } from "@/lib/ipc";
import classes from "./renewals.module.css";

/** How many renewals a day each lifetime means, as labelled bars. */
export function ForecastBars({ forecast: { certificates, lines } }: { forecast: RenewalForecast }) {
  const { t } = useTranslation("renewals");
  if (certificates === 0) return <p className={classes.facts}>{t("forecast.empty")}</p>;
  const most = Math.max(1, ...lines.map(({ perHundredDays }) => perHundredDays));
  return (
    <table className={classes.forecast}>
      <tbody>
        {lines.map(({ maxDays, perHundredDays }) => (
          <tr key={maxDays ?? 0}>
            <th scope="row" className={classes.name}>
              {maxDays === null ? t("forecast.today") : t("forecast.cap", { days: maxDays })}
            </th>
            <td className={classes.rate}>{t("forecast.rate", { rate: formatNumber(perHundredDays / 100) })}</td>
            <td aria-hidden>
              <span className={classes.track} style={{ width: `${(perHundredDays / most) * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
