import { useTranslation } from "react-i18next";
import { UrgencyText } from "@/components/Standing";
import { formatNumber } from "@/lib/format";
import { CertificatesLink } from "./CertificatesLink";
import classes from "./Dashboard.module.css";
import type { Week } from "./Weeks";
import { weekRange } from "./weekRange";

/** The bars as a table; weeks in which nothing expires are left out. */
export function WeekTable({ weeks }: { weeks: Week[] }) {
  const { t } = useTranslation("dashboard");
  return (
    <div className={classes.weekTable}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("weeks.week")}</th>
            <th scope="col">{t("weeks.urgency")}</th>
            <th scope="col" className={classes.number}>
              {t("weeks.count")}
            </th>
          </tr>
        </thead>
        <tbody>
          {weeks
            .filter((week) => week.count > 0)
            .map((week) => (
              <tr key={week.start}>
                <th scope="row">{weekRange(week.start)}</th>
                <td>
                  <UrgencyText urgency={week.urgency}>{t(`urgency.${week.urgency}`)}</UrgencyText>
                </td>
                <td className={classes.number}>
                  <CertificatesLink
                    filter={week.filter}
                    label={t("weeks.bar", { count: week.count, range: weekRange(week.start) })}
                  >
                    {formatNumber(week.count)}
                  </CertificatesLink>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
