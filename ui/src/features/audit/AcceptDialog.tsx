import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { type AuditVerdict, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useSession } from "@/lib/session";
import classes from "./Audit.module.css";

/**
 * Accepts a log as it stands that does not reach its anchor: what a restored vault needs, and a cut log wants. Where the
 * anchor was put back with the vault, the person says that it was `restored`.
 */
export function AcceptDialog({
  restored,
  onClose,
  onAccepted,
}: {
  restored: boolean;
  onClose: () => void;
  onAccepted: (verdict: AuditVerdict) => void;
}) {
  const { t } = useTranslation("audit");
  const name = useSession()?.vaultName ?? "";
  const accept = useCommand((vaultName: string) => core.acceptLog(vaultName, restored), { onDone: onAccepted });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t(restored ? "accept.titleRestored" : "accept.title")}
      confirm={t("accept.confirm")}
      pending={accept.pending}
      error={accept.error}
      typeToConfirm={name}
      onConfirm={() => accept.run(name)}
    >
      <p className={classes.text}>{t(restored ? "accept.textRestored" : "accept.text")}</p>
      <p className={classes.text}>{t("accept.lost")}</p>
    </ConfirmDialog>
  );
}
