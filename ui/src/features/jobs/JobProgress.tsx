import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import type { JobView } from "@/lib/ipc";
import classes from "./jobs.module.css";
import { lengthOf, rateOf, shareOf } from "./progress";

/** How far a job is: a bar, the numbers, and while it runs its rate and the time left. */
export function JobProgress({ job }: { job: JobView }) {
  const { t } = useTranslation("jobs");
  const done = t("of", { done: formatNumber(job.done), total: formatNumber(job.total) });
  const failures = job.failed > 0 ? t("failures", { count: job.failed, number: formatNumber(job.failed) }) : null;
  const running = job.state === "running";
  const beside = [
    running && job.perMinute !== null ? rateOf(t, job.perMinute) : null,
    running && job.secondsLeft !== null ? t("left", { time: lengthOf(t, job.secondsLeft) }) : null,
  ].filter((text) => text !== null);
  const share = shareOf(job);
  const failedShare = job.total > 0 ? Math.min(share, (job.failed / job.total) * 100) : 0;
  return (
    <div>
      <Progress.Root size={6} radius={3} transitionDuration={0}>
        <Progress.Section
          value={share - failedShare}
          color="accent"
          aria-label={t("progressOf", { title: job.title })}
          aria-valuetext={done}
        />
        {failedShare > 0 ? <Progress.Section value={failedShare} color="harm" withAria={false} /> : null}
      </Progress.Root>
      <div className={classes.numbers}>
        <span>
          {done}
          {failures ? (
            <>
              {" · "}
              <span className={classes.failed}>{failures}</span>
            </>
          ) : null}
        </span>
        <span>{beside.join(" · ")}</span>
      </div>
    </div>
  );
}
