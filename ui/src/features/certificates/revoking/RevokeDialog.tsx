import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { HandedOver } from "@/features/jobs/HandedOver";
import { type CertificateRow, core, type RevocationReason, type Selection } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { RevocationForm } from "./RevocationForm";
import { RevocationResult } from "./RevocationResult";

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
  const [revoked, setRevoked] = useState(false);
  const [reason, setReason] = useState<RevocationReason | null>(null);
  const hold = reason === "certificate-hold";
  const close = () => {
    setRevoked(false);
    props.onClose(revoked);
  };
  useEffect(() => {
    if (!opened) setReason(null);
  }, [opened]);
  const title = props.single
    ? t(hold ? "revoke.titleHoldOne" : "revoke.titleOne", { name: props.single.label })
    : t(hold ? "revoke.titleHoldMany" : "revoke.titleMany");
  return (
    <Dialog opened={opened} onClose={close} size={600} tall title={title}>
      <Revoking {...props} reason={reason} onReason={setReason} onClose={close} onRevoked={() => setRevoked(true)} />
    </Dialog>
  );
}

function Revoking({
  selection,
  single,
  reason,
  onReason,
  onClose,
  onRevoked,
}: Omit<Props, "onClose"> & {
  reason: RevocationReason | null;
  onReason: (reason: RevocationReason | null) => void;
  onClose: () => void;
  onRevoked: () => void;
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
    { onDone: onRevoked },
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
