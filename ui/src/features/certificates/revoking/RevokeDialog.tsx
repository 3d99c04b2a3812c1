import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { offerUndo } from "@/components/undo";
import { HandedOver } from "@/features/jobs/HandedOver";
import { formatNumber } from "@/lib/format";
import {
  type CertificateRow,
  core,
  type RevocationReason,
  type RevocationReport,
  type Selection,
  type Started,
} from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { RevocationForm } from "./RevocationForm";
import { RevocationResult } from "./RevocationResult";
import { releaseHolds } from "./releaseHolds";

type Props = {
  selection: Selection;
  /** The certificate, where it is only one: its name is asked for instead of a count. */
  single?: CertificateRow;
  /** `revoked` when something was done. */
  onClose: (revoked: boolean) => void;
};

/** Revoking: what it would mean, why, a confirmation that can't be given by accident, and what came of it. */
export function RevokeDialog({ opened, ...props }: Props & { opened: boolean }) {
  const { t } = useTranslation(["certificates", "common"]);
  const [answer, setAnswer] = useState<Started<RevocationReport> | null>(null);
  const [reason, setReason] = useState<RevocationReason | null>(null);
  const hold = reason === "certificate-hold";
  const close = () => {
    setAnswer(null);
    const { single } = props;
    // A hold is undone by its release; every other revocation is for good. What became a job offers it when it has ended.
    const held = answer?.kind === "done" ? answer.report.held : [];
    if (held.length > 0) {
      const said = single
        ? t("revoke.heldNow", { name: single.label })
        : t("revoke.heldSeveral", { count: held.length, number: formatNumber(held.length) });
      offerUndo(said, () => releaseHolds({ kind: "ids", ids: held }));
    }
    props.onClose(answer !== null);
  };
  useEffect(() => {
    if (!opened) setReason(null);
  }, [opened]);
  const title = props.single
    ? t(hold ? "revoke.titleHoldOne" : "revoke.titleOne", { name: props.single.label })
    : t(hold ? "revoke.titleHoldMany" : "revoke.titleMany");
  return (
    <Dialog opened={opened} onClose={close} size={600} tall title={title}>
      <Revoking {...props} reason={reason} onReason={setReason} onClose={close} onAnswer={setAnswer} />
    </Dialog>
  );
}

function Revoking({
  selection,
  single,
  reason,
  onReason,
  onClose,
  onAnswer,
}: Omit<Props, "onClose"> & {
  reason: RevocationReason | null;
  onReason: (reason: RevocationReason | null) => void;
  onClose: () => void;
  onAnswer: (answer: Started<RevocationReport>) => void;
}) {
  const { t } = useTranslation("certificates");
  const preview = useQuery({
    queryKey: keys.previews("revocation", selection),
    queryFn: () => core.previewRevocation(selection),
    // What is confirmed must be what is shown: never an answer from before.
    staleTime: 0,
    gcTime: 0,
  });
  const [token] = useState(() => crypto.randomUUID());
  const revoking = useCommand(
    // Those that were shown: what came to match since then is not revoked unseen.
    (reason: RevocationReason) =>
      core.revokeCertificates(
        selection.kind === "matching" ? { ...selection, seen: preview.data?.mark ?? null } : selection,
        reason,
        token,
      ),
    { onDone: onAnswer },
  );
  if (revoking.answer?.kind === "job") return <HandedOver job={revoking.answer.job} onClose={onClose} />;
  if (revoking.answer) {
    return <RevocationResult report={revoking.answer.report} held={reason === "certificate-hold"} onClose={onClose} />;
  }
  if (preview.isError) {
    return <Failure error={preview.error} title={t("revoke.failedPreview")} onRetry={() => void preview.refetch()} />;
  }
  if (!preview.data) return <SkeletonLines lines={6} />;
  return (
    <RevocationForm
      preview={preview.data}
      single={single}
      pending={revoking.pending}
      error={revoking.error}
      reason={reason}
      onReason={onReason}
      onRevoke={(chosen) => revoking.run(chosen)}
      onClose={onClose}
    />
  );
}
