import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconPlayerPause,
  IconPlayerPlay,
  IconSquareRoundedX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { JobView } from "@/lib/ipc";
import classes from "./jobs.module.css";
import { stateOf } from "./progress";

const icons = {
  waiting: IconClock,
  running: IconPlayerPlay,
  interrupted: IconPlayerPause,
  done: IconCheck,
  failed: IconAlertTriangle,
  cancelled: IconSquareRoundedX,
} as const;

/** Where a job stands, as a sign and a word. */
export function JobState({ job }: { job: JobView }) {
  const { t } = useTranslation("jobs");
  const Icon = job.state === "done" && job.failed > 0 ? IconAlertTriangle : icons[job.state];
  const wrong = job.state === "failed" || (job.state === "done" && job.failed > 0);
  return (
    <span className={wrong ? classes.failed : undefined}>
      <Icon size={14} stroke={1.8} style={{ verticalAlign: "-2px", marginRight: 6 }} aria-hidden />
      {stateOf(t, job)}
    </span>
  );
}
