import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { IssueButton } from "@/components/IssueButton";
import { Page } from "@/components/Page";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { core, type Dashboard } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { Breakdown } from "./Breakdown";
import { AsOf } from "./CertificatesLink";
import { ConsoleHealth } from "./ConsoleHealth";
import classes from "./Dashboard.module.css";
import { FirstSteps } from "./FirstSteps";
import { Needs } from "./Needs";
import { Tiles } from "./Tiles";
import { Weeks } from "./Weeks";

/** What needs the admin today, what expires when, and whether the console itself is well. */
export function DashboardPage() {
  const { t } = useTranslation("dashboard");
  // Another process may issue or revoke: the numbers are asked for again while one looks at them.
  const query = useQuery({ queryKey: keys.dashboard, queryFn: () => core.dashboard(), refetchInterval: 60_000 });
  return (
    <Page title={t("title")} primary={query.data && query.data.total.count > 0 ? <IssueButton /> : null}>
      {query.isError ? (
        <Failure error={query.error} title={t("error")} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <SkeletonLines lines={16} />
      ) : (
        <Filled dashboard={query.data} />
      )}
    </Page>
  );
}

function Filled({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation("dashboard");
  if (dashboard.total.count === 0) return <FirstSteps needs={dashboard.needs} health={dashboard.health} />;
  return (
    <AsOf value={dashboard.asOf}>
      <Tiles dashboard={dashboard} />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Weeks weeks={dashboard.weeks} />
          <Needs needs={dashboard.needs} />
        </div>
        <div className={classes.side}>
          <Breakdown title={t("byAuthority")} tallies={dashboard.byAuthority} />
          <Breakdown title={t("byKey")} tallies={dashboard.byKey} />
          <Breakdown
            title={t("byEnvironment")}
            tallies={dashboard.byEnvironment}
            nothing={dashboard.byKey.length > 0 ? t("noEnvironment") : undefined}
          />
          <ConsoleHealth health={dashboard.health} />
        </div>
      </div>
    </AsOf>
  );
}
