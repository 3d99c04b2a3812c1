import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { Relative } from "@/components/Time";
import { formatBytes, formatNumber } from "@/lib/format";
import type { Health } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import classes from "./Dashboard.module.css";

/** Whether the console itself is well: its audit chain, the CRLs it keeps, the vault on disk. */
export function ConsoleHealth({ health }: { health: Health }) {
  const { t } = useTranslation(["dashboard", "common"]);
  const mayReadAudit = useMay("read-audit");
  const late = health.crls.filter((crl) => crl.state !== "fresh");
  const audit =
    health.audit === "intact" ? (
      <Well>{t("console.intact", { count: health.auditEvents })}</Well>
    ) : (
      <Ill tone="expired">{t("console.broken")}</Ill>
    );
  return (
    <Section title={t("console.title")}>
      <dl className={classes.health}>
        <dt>{t("console.audit")}</dt>
        <dd title={health.auditDetail}>{mayReadAudit ? <Link to="/audit">{audit}</Link> : audit}</dd>
        <dt>{t("console.crls")}</dt>
        <dd>
          {health.crls.length === 0 ? (
            t("console.crlsNone")
          ) : late.length === 0 ? (
            <Well>{t("console.crlsFresh", { count: health.crls.length })}</Well>
          ) : (
            <Ill tone="days7">{t("console.crlsLate", { count: late.length })}</Ill>
          )}
        </dd>
        {late.map((crl) => (
          <div key={crl.authorityId} className={classes.healthCrl}>
            <dt>
              <Link to="/authorities" search={{ id: crl.authorityId }}>
                {crl.authority}
              </Link>
            </dt>
            <dd>
              {t(`common:crlState.${crl.state}`)}
              {crl.nextUpdate ? (
                <>
                  {" · "}
                  <Relative at={crl.nextUpdate} />
                </>
              ) : null}
            </dd>
          </div>
        ))}
        <dt>{t("console.jobs")}</dt>
        <dd>
          <Link to="/jobs">
            <Jobs jobs={health.jobs} />
          </Link>
        </dd>
        <dt>{t("console.vault")}</dt>
        <dd>{formatBytes(health.vaultFileKib * 1024)}</dd>
      </dl>
    </Section>
  );
}

/** Those that went wrong first; else how many are at work. */
function Jobs({ jobs: { running, waiting, interrupted, failed } }: { jobs: Health["jobs"] }) {
  const { t } = useTranslation("dashboard");
  const wrong = [
    ...(failed > 0 ? [t("console.jobsFailed", { count: failed, number: formatNumber(failed) })] : []),
    ...(interrupted > 0
      ? [t("console.jobsInterrupted", { count: interrupted, number: formatNumber(interrupted) })]
      : []),
  ];
  const going = [
    ...(running > 0 ? [t("console.jobsRunning", { count: running, number: formatNumber(running) })] : []),
    ...(waiting > 0 ? [t("console.jobsWaiting", { count: waiting, number: formatNumber(waiting) })] : []),
  ];
  if (wrong.length > 0) return <Ill tone="days7">{[...wrong, ...going].join(", ")}</Ill>;
  return <Well>{going.length > 0 ? going.join(", ") : t("console.jobsNone")}</Well>;
}

const Well = ({ children }: { children: ReactNode }) => (
  <span className={classes.well}>
    <IconCircleCheck size={14} aria-hidden />
    {children}
  </span>
);

const Ill = ({ tone, children }: { tone: "expired" | "days7"; children: ReactNode }) => (
  <span className={`${classes.ill} ${classes[tone]}`}>
    <IconAlertTriangle size={14} aria-hidden />
    {children}
  </span>
);
