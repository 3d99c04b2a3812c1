import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Section } from "@/components/Section";
import { Empty, Failure, Loaded, SkeletonLines } from "@/components/StateViews";
import { JobProgress } from "@/features/jobs/JobProgress";
import { JobState } from "@/features/jobs/JobState";
import { useJob } from "@/features/jobs/useJobs";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { BatchForm } from "./BatchForm";
import classes from "./batch.module.css";

/** Many certificates from one file: choose it, see what is wrong with it, issue, and get the results. */
export function BatchPage() {
  const { t } = useTranslation("batch");
  const mayIssue = useMay("issue");
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const profiles = useQuery({ queryKey: keys.profiles.list(false), queryFn: () => core.listProfiles(false) });
  const [job, setJob] = useState<string | null>(null);
  // A new number is a new form with a token of its own.
  const [form, setForm] = useState(0);
  const error = authorities.error ?? profiles.error;
  const signers = authorities.data?.filter(({ status }) => status === "active");
  return (
    <Page title={t("title")}>
      {!mayIssue ? (
        <Empty title={t("title")}>{t("notPermitted")}</Empty>
      ) : job !== null ? (
        <UnderWay
          id={job}
          onAnother={() => {
            setJob(null);
            setForm((now) => now + 1);
          }}
        />
      ) : error ? (
        <Failure
          error={error}
          onRetry={() => {
            void authorities.refetch();
            void profiles.refetch();
          }}
        />
      ) : !signers || !profiles.data ? (
        <SkeletonLines lines={10} height={20} />
      ) : (
        <BatchForm key={form} authorities={signers} profiles={profiles.data} onStarted={({ id }) => setJob(id)} />
      )}
    </Page>
  );
}

function UnderWay({ id, onAnother }: { id: string; onAnother: () => void }) {
  const { t } = useTranslation("batch");
  const query = useJob(id);
  return (
    <Section title={t("job.title")} description={t("job.closing")}>
      <Loaded query={query}>
        {({ job }) => (
          <div className={classes.job}>
            <div role="status">
              <JobState job={job} />
            </div>
            <JobProgress job={job} />
            <div className={classes.buttons}>
              <Button renderRoot={(props) => <Link to="/jobs" search={{ id }} {...props} />}>{t("job.show")}</Button>
              <Button variant="default" onClick={onAnother}>
                {t("job.another")}
              </Button>
            </div>
          </div>
        )}
      </Loaded>
    </Section>
  );
}
