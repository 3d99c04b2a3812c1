import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Dialog } from "@/components/Dialog";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { HandedOver } from "@/features/jobs/HandedOver";
import { formatNumber } from "@/lib/format";
import { type CertificateRow, core, type Selection } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { Examples } from "./Examples";
import classes from "./revoking.module.css";

type Props = {
  selection: Selection;
  /** Those of it that are known, to be named. */
  held?: readonly CertificateRow[];
  /** `released` when something was done. */
  onClose: (released: boolean) => void;
};

/** Releasing all of a selection that are on hold: how many that are, what comes of it, and what is left as it is. */
export function ReleaseManyDialog({ opened, ...props }: Props & { opened: boolean }) {
  // Each opening asks anew what it would mean, and is one request.
  return opened ? <Releasing {...props} /> : null;
}

function Releasing({ selection, held = [], onClose }: Props) {
  const { t } = useTranslation("certificates");
  const preview = useQuery({
    queryKey: keys.previews("release", selection),
    queryFn: () => core.previewRelease(selection),
    // What is confirmed must be what is shown: never an answer from before.
    staleTime: 0,
    gcTime: 0,
  });
  const [token] = useState(() => crypto.randomUUID());
  const releasing = useCommand(
    (_: undefined) => {
      const seen = preview.data?.mark ?? null;
      return core.releaseCertificates(selection.kind === "matching" ? { ...selection, seen } : selection, token);
    },
    {
      onDone: (answer) => {
        if (answer.kind === "job") return;
        const { released, crls } = answer.report;
        notifications.show({ message: t("release.released", counted(released)) });
        for (const { message } of crls) {
          // A CRL that waits is to be read of.
          if (message) notifications.show({ message, color: "harm", autoClose: false });
        }
        onClose(true);
      },
    },
  );
  const title = t("release.title");
  if (releasing.answer?.kind === "job") {
    return (
      <Dialog opened onClose={() => onClose(true)} size={600} title={title}>
        <HandedOver job={releasing.answer.job} onClose={() => onClose(true)} />
      </Dialog>
    );
  }
  if (preview.isError || !preview.data) {
    return (
      <Dialog opened onClose={() => onClose(false)} size={520} title={title}>
        {preview.isError ? (
          <Failure error={preview.error} title={t("release.failedPreview")} onRetry={() => void preview.refetch()} />
        ) : (
          <SkeletonLines lines={4} />
        )}
      </Dialog>
    );
  }
  const { onHold, others, authorities } = preview.data;
  return (
    <ConfirmDialog
      opened
      onClose={() => onClose(false)}
      title={title}
      confirm={t("release.confirm", counted(onHold))}
      onConfirm={() => releasing.run(undefined)}
      pending={releasing.pending}
      disabled={onHold === 0}
      error={releasing.error}
    >
      <ul className={classes.lines}>
        <li className={onHold > 0 ? classes.grave : undefined}>
          {onHold > 0 ? t("release.onHold", counted(onHold)) : t("release.nothing")}
        </li>
        {others > 0 ? <li>{t("release.others", counted(others))}</li> : null}
      </ul>
      {onHold > 0 && held.length > 0 ? <Examples rows={held} of={onHold} /> : null}
      {authorities.length > 0 ? (
        <section>
          <h3 className={classes.heading}>{t("revoke.authorities")}</h3>
          <ul className={classes.lines}>
            {authorities.map(({ id, name, outlook }) => (
              <li key={id}>{t("revoke.outlook", { name, outlook: outlook.join(" ") })}</li>
            ))}
          </ul>
        </section>
      ) : null}
    </ConfirmDialog>
  );
}

const counted = (count: number) => ({ count, number: formatNumber(count) });
