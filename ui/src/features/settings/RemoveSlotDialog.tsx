import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { core, type Slot } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useSession } from "@/lib/session";
import classes from "./Settings.module.css";

export function RemoveSlotDialog({
  slot,
  others,
  onClose,
}: {
  slot: Slot | null;
  /** The ways that are left. */
  others: readonly Slot[];
  onClose: () => void;
}) {
  const { t } = useTranslation("settings");
  const remove = useCommand((id: string) => core.removeSlot(id), { onDone: onClose });
  const vaultName = useSession()?.vaultName;
  const close = () => {
    remove.clear();
    onClose();
  };
  if (!slot) return null;
  // A passphrase can be given anew and a keychain be added by whoever is in; what goes for good asks for a name.
  const last = !others.some((other) => other.kind === slot.kind);
  const kind = t(`access.kind.${slot.kind}`);
  const means = {
    keychain: t("access.removeKeychain", { user: slot.user, label: slot.label }),
    passphrase: t("access.removePassphrase", { user: slot.user }),
    recovery: t("access.removeRecovery"),
  };
  return (
    <ConfirmDialog
      opened
      onClose={close}
      title={t("access.removeTitle")}
      confirm={t("access.removeConfirm", { kind: kind.toLowerCase() })}
      pending={remove.pending}
      error={remove.error}
      onConfirm={() => remove.run(slot.id)}
      typeToConfirm={slot.kind === "recovery" || last ? vaultName : undefined}
    >
      <p className={classes.text}>{means[slot.kind]}</p>
      {last && slot.kind !== "recovery" ? <p className={classes.text}>{t("access.lastKind")}</p> : null}
      <p className={classes.text}>{t("access.removeLeaves", { count: others.length })}</p>
    </ConfirmDialog>
  );
}
