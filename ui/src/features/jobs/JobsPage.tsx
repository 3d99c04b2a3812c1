import { Button } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { TableExportButton } from "@/components/exporting/TableExportButton";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { Time } from "@/components/Time";
import type { JobView } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import { JobDrawer } from "./JobDrawer";
import { JobProgress } from "./JobProgress";
import { JobState } from "./JobState";
import classes from "./jobs.module.css";
import { useJobs } from "./useJobs";

/** Long work: what runs, what waits, what was done. */
export function JobsPage() {
  const { t } = useTranslation("jobs");
  const { t: common } = useTranslation();
  const mayIssue = useMay("issue");
  const { id } = useSearch({ from: "/jobs" });
  const navigate = useNavigate();
  const open = (job: string | null) => void navigate({ to: "/jobs", search: job === null ? {} : { id: job } });
  const query = useJobs();
  const jobs = query.data?.pages.flatMap((page) => page.jobs) ?? [];
  return (
    <Page
      title={t("title")}
      fill
      actions={jobs.length > 0 ? <TableExportButton of="jobs" table={{ kind: "jobs" }} /> : undefined}
      primary={
        mayIssue ? <Button renderRoot={(props) => <Link to="/batch" {...props} />}>{t("batch")}</Button> : undefined
      }
    >
      {query.isError ? (
        <Failure title={common("unreadable")} error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <SkeletonLines lines={8} height={24} />
      ) : jobs.length === 0 ? (
        <Empty title={t("emptyTitle")}>{t("emptyText")}</Empty>
      ) : (
        <div className={classes.list}>
          <table className={classes.table} aria-label={t("list")}>
            <thead>
              <tr>
                <th scope="col">{t("columns.job")}</th>
                <th scope="col" className={classes.stateColumn}>
                  {t("columns.state")}
                </th>
                <th scope="col" className={classes.progressColumn}>
                  {t("columns.progress")}
                </th>
                <th scope="col" className={classes.startedColumn}>
                  {t("columns.started")}
                </th>
              </tr>
            </thead>
            <tbody>
              {jobs.map((job) => (
                <Row key={job.id} job={job} onOpen={() => open(job.id)} />
              ))}
            </tbody>
          </table>
          {query.hasNextPage ? (
            <div className={classes.more}>
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t("older")}
              </Button>
            </div>
          ) : null}
        </div>
      )}
      <JobDrawer id={id ?? null} onClose={() => open(null)} />
    </Page>
  );
}

function Row({ job, onOpen }: { job: JobView; onOpen: () => void }) {
  const { t } = useTranslation("jobs");
  return (
    <tr>
      <td>
        <button type="button" className={classes.open} title={job.title} onClick={onOpen}>
          <span className={classes.title}>{job.title}</span>
        </button>
      </td>
      <td>
        <JobState job={job} />
      </td>
      <td>
        <JobProgress job={job} />
      </td>
      <td>
        <Time at={job.createdAt} />
        <div className={classes.by}>{t("by", { user: job.startedBy })}</div>
      </td>
    </tr>
  );
}
