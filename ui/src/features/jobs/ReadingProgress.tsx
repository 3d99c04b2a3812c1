import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { core, type JobKind } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { JobProgress } from "./JobProgress";
import classes from "./jobs.module.css";

/** How often it is looked, in milliseconds. */
const WATCH = 300;

/** How far something is that only reads, and a way to cancel it; nothing for what is over at once. */
export function ReadingProgress({ kind, running }: { kind: JobKind; running: boolean }) {
  const { t } = useTranslation("jobs");
  const open = useQuery({
    queryKey: [...keys.jobs.open, kind],
    queryFn: () => core.openJobs(),
    enabled: running,
    refetchInterval: WATCH,
    gcTime: 0,
  });
  const cancelling = useCommand((id: string) => core.cancelJob(id), { invalidates: [] });
  const reading = running ? open.data?.find((job) => job.kind === kind && job.total > 0) : undefined;
  if (!reading) return null;
  return (
    <div className={classes.reading}>
      <JobProgress job={reading} />
      <Button variant="default" disabled={!reading.canCancel} onClick={() => cancelling.run(reading.id)}>
        {t(reading.cancelling ? "state.cancelling" : "readingCancel")}
      </Button>
    </div>
  );
}
