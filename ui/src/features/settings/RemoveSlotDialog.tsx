import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { core, type Slot } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./Settings.module.css";

export function RemoveSlotDialog({
  slot,
  others,
  onClose,
}: {
  slot: Slot | null;
  others: number;
  onClose: () => void;
}) {
  const { t } = useTranslation("settings");
  const remove = useCommand((id: string) => core.removeSlot(id), { onDone: onClose });
  const close = () => {
    remove.clear();
    onClose();
  };
  if (!slot) return null;
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
    >
      <p className={classes.text}>{means[slot.kind]}</p>
      <p className={classes.text}>{t("access.removeLeaves", { count: others })}</p>
    </ConfirmDialog>
  );
}
