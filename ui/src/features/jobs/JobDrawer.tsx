import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { KeyValues } from "@/components/KeyValues";
import { Sentence } from "@/components/Sentence";
import { SideDrawer } from "@/components/SideDrawer";
import { Loaded } from "@/components/StateViews";
import { Time, WithTimes } from "@/components/Time";
import { ReleaseManyDialog } from "@/features/certificates/revoking/ReleaseManyDialog";
import { formatNumber } from "@/lib/format";
import { core, type JobDetail, type JobView } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { JobProgress } from "./JobProgress";
import { JobState } from "./JobState";
import classes from "./jobs.module.css";
import { lengthOf, rateOf } from "./progress";
import { ResultsDialog } from "./ResultsDialog";
import { useJob } from "./useJobs";

/** One job: how far it is, what it said, and what can be done with it. */
export function JobDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const query = useJob(id);
  const job = query.data?.job;
  return (
    <SideDrawer
      opened={id !== null}
      onClose={onClose}
      title={job?.title ?? id}
      subtitle={id}
      footer={job ? <Actions job={job} /> : null}
    >
      {id === null ? null : <Loaded query={query}>{(detail) => <Facts detail={detail} />}</Loaded>}
    </SideDrawer>
  );
}

function Actions({ job }: { job: JobView }) {
  const { t } = useTranslation("jobs");
  const [saving, setSaving] = useState(false);
  const [releasing, setReleasing] = useState(false);
  const touched = { invalidates: [[...keys.jobs.all]] };
  const cancelling = useCommand((id: string) => core.cancelJob(id), touched);
  const resuming = useCommand((id: string) => core.resumeJob(id), touched);
  const hasResults = job.kind === "issue-batch" && job.done > job.failed;
  return (
    <>
      {hasResults ? (
        <Button variant="default" onClick={() => setSaving(true)}>
          {t("drawer.results")}
        </Button>
      ) : null}
      {job.canResume ? (
        <DeedButton pending={resuming.pending} onClick={() => resuming.run(job.id)}>
          {job.state === "done" ? t("drawer.again") : t("drawer.resume")}
        </DeedButton>
      ) : null}
      {job.canRelease ? (
        <Button variant="default" onClick={() => setReleasing(true)}>
          {t("drawer.release")}
        </Button>
      ) : null}
      {job.canCancel ? (
        <DeedButton
          variant="outline"
          color="harm"
          className={classes.apart}
          title={t("drawer.cancelHint")}
          pending={cancelling.pending}
          onClick={() => cancelling.run(job.id)}
        >
          {t("drawer.cancel")}
        </DeedButton>
      ) : null}
      <ErrorNotice error={cancelling.error ?? resuming.error} />
      <ResultsDialog job={saving ? job : null} onClose={() => setSaving(false)} />
      <ReleaseManyDialog
        opened={releasing}
        selection={{ kind: "held-by", job: job.id }}
        onClose={() => setReleasing(false)}
      />
    </>
  );
}

function Facts({ detail: { job, counts, failures, log } }: { detail: JobDetail }) {
  const { t } = useTranslation("jobs");
  return (
    <>
      <JobProgress job={job} />
      <div className={classes.part}>
        <KeyValues
          items={[
            { label: t("drawer.state"), value: <JobState job={job} /> },
            { label: t("drawer.why"), value: job.message === null ? null : <WithTimes text={job.message} /> },
            { label: t("drawer.rate"), value: job.perMinute === null ? null : rateOf(t, job.perMinute) },
            { label: t("drawer.left"), value: job.secondsLeft === null ? null : lengthOf(t, job.secondsLeft) },
            {
              label: t("drawer.started"),
              value: (
                <>
                  <Time at={job.createdAt} /> {t("by", { user: job.startedBy })}
                </>
              ),
            },
            job.state === "waiting" ? { label: t("drawer.goesOn"), value: <Time at={job.dueAt} /> } : null,
            ...counts.map(({ of, number }) => ({ label: t(`counts.${of}`), value: formatNumber(number) })),
            { label: t("drawer.ended"), value: job.endedAt === null ? null : <Time at={job.endedAt} /> },
          ]}
        />
      </div>
      {failures.length > 0 ? (
        <section className={classes.part} aria-label={t("drawer.failures")}>
          <h3 className={classes.heading}>{t("drawer.failures")}</h3>
          <ul className={classes.log}>
            {failures.map(({ message }) => (
              <li key={message} className={classes.failed}>
                <Sentence text={message} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className={classes.part} aria-label={t("drawer.log")}>
        <h3 className={classes.heading}>{t("drawer.log")}</h3>
        {log.length === 0 ? (
          <p className={classes.quiet}>{t("drawer.noLog")}</p>
        ) : (
          <ol className={`${classes.log} ${classes.lines}`}>
            {log.toReversed().map((line) => (
              <li key={line.sequence} className={classes.line}>
                <span className={classes.quiet}>
                  <Time at={line.time} style="exact" />
                </span>
                <span className={line.level === "error" ? classes.failed : undefined}>
                  {line.level === "info" ? null : <b>{t(`drawer.level.${line.level}`)}: </b>}
                  <WithTimes text={line.text} />
                </span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  );
}
