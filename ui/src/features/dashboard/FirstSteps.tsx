import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/StateViews";
import { core, type Health, type Need } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { ConsoleHealth } from "./ConsoleHealth";
import classes from "./Dashboard.module.css";
import { Needs } from "./Needs";

/** A vault without certificates: the next step is the page. */
export function FirstSteps({ needs, health }: { needs: Need[]; health: Health }) {
  const { t } = useTranslation("dashboard");
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const mayIssue = useMay("issue");
  const mayManage = useMay("manage-authorities");
  const mayImport = useMay("import");
  const canSign = authorities.data === undefined || authorities.data.length > 0;
  return (
    <div className={classes.columns}>
      <div className={classes.main}>
        <Empty
          title={t("empty.title")}
          action={
            <>
              {canSign && mayIssue ? (
                <Button component={Link} to="/issue">
                  {t("empty.issue")}
                </Button>
              ) : null}
              {!canSign && mayManage ? (
                <Button component={Link} to="/authorities/new">
                  {t("empty.found")}
                </Button>
              ) : null}
              {mayImport ? (
                <Button
                  variant="default"
                  renderRoot={(props) => <Link to="/certificates" search={{ import: true }} {...props} />}
                >
                  {t("empty.import")}
                </Button>
              ) : null}
            </>
          }
        >
          {canSign ? t("empty.detail") : t("empty.noAuthority")}
        </Empty>
        {needs.length > 0 ? <Needs needs={needs} /> : null}
      </div>
      <div className={classes.side}>
        <ConsoleHealth health={health} />
      </div>
    </div>
  );
}
