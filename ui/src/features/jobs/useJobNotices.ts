import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { offerUndo } from "@/components/undo";
import { releaseHolds } from "@/features/certificates/revoking/releaseHolds";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useOpenJobs } from "./useJobs";

/** Tells when a job that was seen under way has ended, wherever one is by then; what it changed is asked for again. */
export function useJobNotices() {
  const { t } = useTranslation("jobs");
  const client = useQueryClient();
  const open = useOpenJobs().data;
  const seen = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (!open) return;
    const now = new Set(open.map(({ id }) => id));
    const gone = [...seen.current].filter((id) => !now.has(id));
    seen.current = now;
    for (const id of gone) {
      void core.job(id).then(({ job }) => {
        if (job.state !== "done" && job.state !== "failed" && job.state !== "cancelled") return;
        const word = job.state === "done" && job.failed > 0 ? "partly" : job.state;
        const message = t(`notice.${word}`, { title: job.title, failed: job.failed });
        if (job.canRelease && (word === "done" || word === "cancelled")) {
          offerUndo(message, () => releaseHolds({ kind: "held-by", job: id }));
        } else {
          notifications.show({
            // Who cancels it knows: nothing went wrong.
            color: word === "done" ? "accent" : word === "cancelled" ? "gray" : "harm",
            message,
          });
        }
        void client.invalidateQueries({ queryKey: keys.certificates.all });
        void client.invalidateQueries({ queryKey: keys.dashboard });
        void client.invalidateQueries({ queryKey: keys.jobs.all });
      }, ignore);
    }
  }, [open, client, t]);
}

/** The vault was locked meanwhile: there is nobody to tell. */
const ignore = () => undefined;
