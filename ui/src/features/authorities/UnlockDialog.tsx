import { NumberInput, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { PassphraseField } from "@/components/PassphraseField";
import { formatTime } from "@/lib/format";
import { type AuthorityDetail, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";

const USUAL_MINUTES = 15;
const MAX_MINUTES = 480;

type Props = { authority: AuthorityDetail; onClose: () => void };

/** Asks for the key's own passphrase and for how long it may sign. */
export function UnlockDialog({ opened, ...props }: Props & { opened: boolean }) {
  const { t } = useTranslation(["authorities", "common"]);
  return (
    <Dialog
      opened={opened}
      onClose={props.onClose}
      size={440}
      title={t("key.unlockTitle", { name: props.authority.name })}
    >
      <UnlockForm {...props} />
    </Dialog>
  );
}

function UnlockForm({ authority, onClose }: Props) {
  const { t } = useTranslation(["authorities", "common"]);
  const [passphrase, setPassphrase] = useState("");
  const [minutes, setMinutes] = useState<number | null>(USUAL_MINUTES);
  const unlocking = useCommand((lasting: number) => core.unlockAuthority(authority.id, passphrase, lasting), {
    onDone: ({ name, unlockedUntil }) => {
      notifications.show({ message: t("key.unlockedNow", { name, time: formatTime(unlockedUntil ?? "") }) });
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (passphrase !== "" && minutes !== null) unlocking.run(minutes);
      }}
    >
      <Stack gap="md">
        <PassphraseField
          label={t("key.passphrase")}
          value={passphrase}
          error={unlocking.errorAt("passphrase")}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          data-autofocus
        />
        <NumberInput
          label={t("key.minutes")}
          description={t("key.minutesHint")}
          suffix={` ${t("key.minutesSuffix")}`}
          value={minutes ?? ""}
          min={1}
          max={MAX_MINUTES}
          allowDecimal={false}
          allowNegative={false}
          error={unlocking.errorAt("minutes")}
          onChange={(value) => setMinutes(typeof value === "number" ? value : null)}
        />
        <ErrorNotice error={unlocking.errorBeside("passphrase", "minutes")} />
        <FormActions onCancel={onClose} pending={unlocking.pending} disabled={passphrase === "" || minutes === null}>
          {t("key.unlockNow")}
        </FormActions>
      </Stack>
    </form>
  );
}
