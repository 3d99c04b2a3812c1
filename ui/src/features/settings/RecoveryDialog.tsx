import { Button, Checkbox, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Dialog } from "@/components/Dialog";
import { RecoveryKit } from "@/components/RecoveryKit";
import { core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useSession } from "@/lib/session";
import classes from "./Settings.module.css";

/** Asks first, since the printed kit becomes worthless; then shows the new code until it is said to be stored. */
export function RecoveryDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const vaultName = useSession()?.vaultName;
  const [code, setCode] = useState<string | null>(null);
  const [stored, setStored] = useState(false);
  const renew = useCommand(() => core.renewRecoveryCode(), { onDone: setCode });
  const close = () => {
    setCode(null);
    setStored(false);
    renew.clear();
    onClose();
  };
  return (
    <>
      <ConfirmDialog
        opened={opened && code === null}
        onClose={close}
        title={t("recovery.title")}
        confirm={t("recovery.make")}
        pending={renew.pending}
        error={renew.error}
        onConfirm={() => renew.run(undefined)}
        typeToConfirm={vaultName}
      >
        <p className={classes.text}>{t("recovery.warning")}</p>
      </ConfirmDialog>
      <Dialog
        opened={opened && code !== null}
        onClose={() => stored && close()}
        title={t("recovery.newTitle")}
        size={560}
        closable={false}
      >
        <Stack gap="md">
          <p className={classes.text}>{t("recovery.newText")}</p>
          {code === null ? null : <RecoveryKit code={code} />}
          <Checkbox
            label={common("kit.stored")}
            checked={stored}
            onChange={(event) => setStored(event.currentTarget.checked)}
          />
          <Group justify="flex-end">
            <Button disabled={!stored} onClick={close}>
              {t("recovery.done")}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
