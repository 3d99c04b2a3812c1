import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { Loaded } from "@/components/StateViews";
import { JobProgress } from "./JobProgress";
import { JobState } from "./JobState";
import classes from "./jobs.module.css";
import { useJob } from "./useJobs";

/** A job that a page has just started, in the place of its form. */
export function UnderWay({ id, another, onAnother }: { id: string; another: string; onAnother: () => void }) {
  const { t } = useTranslation("jobs");
  const query = useJob(id);
  return (
    <Section title={query.data?.job.title ?? t("underWay.title")} description={t("underWay.closing")}>
      <Loaded query={query}>
        {({ job }) => (
          <div className={classes.underWay}>
            <div role="status">
              <JobState job={job} />
            </div>
            <JobProgress job={job} />
            <div className={classes.buttons}>
              <Button renderRoot={(props) => <Link to="/jobs" search={{ id }} {...props} />}>
                {t("underWay.show")}
              </Button>
              <Button variant="default" onClick={onAnother}>
                {another}
              </Button>
            </div>
          </div>
        )}
      </Loaded>
    </Section>
  );
}
