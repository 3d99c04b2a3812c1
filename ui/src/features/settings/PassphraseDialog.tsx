import { Button, Group, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { agrees, NewPassphrase } from "@/components/NewPassphrase";
import { PassphraseField } from "@/components/PassphraseField";
import { core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./Settings.module.css";

type Props = { opened: boolean; onClose: () => void; changing: boolean; user: string };

/** A first passphrase, or a new one in place of the present one. */
export function PassphraseDialog({ opened, onClose, changing, user }: Props) {
  const { t } = useTranslation("settings");
  return (
    <Dialog opened={opened} onClose={onClose} title={changing ? t("passphrase.changeTitle") : t("passphrase.addTitle")}>
      {/* Mounted anew each time, so that nothing typed outlives the dialog. */}
      <PassphraseForm onClose={onClose} changing={changing} user={user} />
    </Dialog>
  );
}

function PassphraseForm({ onClose, changing, user }: Omit<Props, "opened">) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const [current, setCurrent] = useState("");
  const [typed, setTyped] = useState({ passphrase: "", repeat: "" });
  const set = useCommand(
    async (next: string) => {
      if (changing) await core.changePassphrase(current, next);
      else await core.addPassphraseSlot(next);
    },
    {
      onDone: () => {
        notifications.show({ message: changing ? t("passphrase.changed") : t("passphrase.added") });
        onClose();
      },
    },
  );
  const ready = agrees(typed) && (!changing || current !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) set.run(typed.passphrase);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {changing ? (
          <PassphraseField
            label={t("passphrase.current")}
            autoComplete="current-password"
            data-autofocus
            value={current}
            error={set.errorAt("current")}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
        ) : (
          <p className={classes.text}>{t("passphrase.addText", { user })}</p>
        )}
        <NewPassphrase
          label={t("passphrase.next")}
          typed={typed}
          onChange={setTyped}
          error={set.errorAt("next") ?? set.errorAt("passphrase")}
        />
        <ErrorNotice error={set.errorBeside("current", "next", "passphrase")} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={set.pending}>
            {common("cancel")}
          </Button>
          <DeedButton type="submit" disabled={!ready} pending={set.pending}>
            {changing ? t("passphrase.change") : t("passphrase.add")}
          </DeedButton>
        </Group>
      </Stack>
    </form>
  );
}
