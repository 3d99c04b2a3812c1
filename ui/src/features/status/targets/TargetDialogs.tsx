import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { core, type Target } from "@/lib/ipc";
import { TargetForm } from "./TargetForm";

/** Wide enough for the longest address that is given as an example. */
const WIDTH = 620;

/** A place at which things are published from now on, once it was found that something can be put there. */
export function AddTargetDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("status");
  return (
    <Dialog title={t("addTarget.title")} opened={opened} onClose={onClose} size={WIDTH} tall>
      <TargetForm
        before={null}
        attempt={({ target }) => core.tryTarget(target)}
        keep={({ target }) => core.addTarget(target)}
        submit={t("addTarget.add")}
        onKept={({ name }) => {
          notifications.show({ message: t("addTarget.added", { name }) });
          onClose();
        }}
        onClose={onClose}
      />
    </Dialog>
  );
}

/** A place as it is to be from now on. */
export function EditTargetDialog({ target, onClose }: { target: Target | null; onClose: () => void }) {
  const { t } = useTranslation("status");
  return (
    <Dialog
      title={t("editTarget.title", { name: target?.name ?? "" })}
      opened={target !== null}
      onClose={onClose}
      size={WIDTH}
      tall
    >
      {target === null ? null : (
        <TargetForm
          before={target}
          attempt={(change) => core.tryTargetChange(target.id, change)}
          keep={(change) => core.changeTarget(target.id, change)}
          submit={t("editTarget.save")}
          onKept={({ name }) => {
            notifications.show({ message: t("editTarget.saved", { name }) });
            onClose();
          }}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}
