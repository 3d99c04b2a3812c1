import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import type { Dashboard } from "@/lib/ipc";
import { CertificatesLink } from "./CertificatesLink";
import classes from "./Dashboard.module.css";

const TILES = [
  { name: "expiredInUse", tone: "expired" },
  { name: "within7", tone: "days7" },
  { name: "within30", tone: "days30" },
  { name: "within90", tone: "plain" },
  { name: "active", tone: "plain" },
] as const;

/** The five numbers that one looks at first, each a link to what it counts. */
export function Tiles({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation("dashboard");
  return (
    <ul className={classes.tiles} aria-label={t("tiles.label")}>
      {TILES.map(({ name, tone }) => {
        const { count, filter } = dashboard[name];
        return (
          <li key={name} className={classes.tile}>
            <CertificatesLink filter={filter} className={classes.tileLink}>
              <span className={classes.tileLabel}>{t(`tiles.${name}`)}</span>{" "}
              {/* Nought is good news and takes no colour. */}
              <span className={`${classes.tileCount} ${count > 0 ? classes[tone] : ""}`}>{formatNumber(count)}</span>{" "}
              <span className="visually-hidden">{t("certificates", { count })}</span>
            </CertificatesLink>
            {name === "active" ? (
              <span className={classes.tileAside}>
                <span>{t("tiles.total", { total: formatNumber(dashboard.total.count) })}</span>
                <CertificatesLink filter={dashboard.revoked.filter}>
                  {t("tiles.revoked", { revoked: formatNumber(dashboard.revoked.count) })}
                </CertificatesLink>
                {dashboard.onHold.count > 0 ? (
                  <CertificatesLink filter={dashboard.onHold.filter}>
                    {t("tiles.onHold", { number: formatNumber(dashboard.onHold.count) })}
                  </CertificatesLink>
                ) : null}
                {dashboard.lintErrors.count > 0 ? (
                  <CertificatesLink filter={dashboard.lintErrors.filter}>
                    {t("tiles.lintErrors", {
                      count: dashboard.lintErrors.count,
                      number: formatNumber(dashboard.lintErrors.count),
                    })}
                  </CertificatesLink>
                ) : null}
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
