import { Button, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DialogActions } from "@/components/DialogActions";
import type { JobView } from "@/lib/ipc";
import { JobProgress } from "./JobProgress";
import { useJob } from "./useJobs";

/** What became a job: how far it is, that nobody has to wait for it, and where it is found. */
export function HandedOver({ job, onClose }: { job: JobView; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  const now = useJob(job.id).data?.job ?? job;
  return (
    <Stack gap="md">
      <strong role="status">{job.title}</strong>
      <JobProgress job={now} />
      <p>{t(now.state === "done" ? "handedOver.done" : "handedOver.goesOn")}</p>
      <DialogActions>
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/jobs" search={{ id: job.id }} onClick={onClose} {...props} />}
        >
          {t("handedOver.show")}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t("handedOver.close")}
        </Button>
      </DialogActions>
    </Stack>
  );
}
