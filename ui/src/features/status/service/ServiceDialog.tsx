import { Stack, Switch, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { core, type StatusSettings } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { TlsCertificate } from "./TlsCertificate";

/** Whether the service is on, where it listens, and with what certificate. */
export function ServiceDialog({
  settings,
  opened,
  onClose,
}: {
  settings: StatusSettings;
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("status");
  return (
    <Dialog title={t("dialog.title")} opened={opened} onClose={onClose}>
      <Form settings={settings} onClose={onClose} />
    </Dialog>
  );
}

function Form({ settings, onClose }: { settings: StatusSettings; onClose: () => void }) {
  const { t } = useTranslation("status");
  const { t: common } = useTranslation();
  // Where it is off, this is opened to turn it on.
  const [serves, setServes] = useState(true);
  const [address, setAddress] = useState(settings.address);
  const [encrypts, setEncrypts] = useState(settings.tls !== null);
  const [tls, setTls] = useState(settings.tls);
  const changing = useCommand((change: StatusSettings) => core.changeStatusService(change), {
    onDone: (view) => {
      // What keeps it from listening stands on the page.
      if (view.problem === null) {
        notifications.show({ message: t(view.settings.serves ? "dialog.doneOn" : "dialog.doneOff") });
      }
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        changing.run({ ...settings, serves, address: address.trim(), tls: encrypts ? tls : null });
      }}
    >
      <Stack gap="md">
        <Switch
          label={t("dialog.serves")}
          description={t("dialog.servesHint")}
          checked={serves}
          onChange={(event) => setServes(event.currentTarget.checked)}
        />
        <TextInput
          label={t("dialog.address")}
          description={t("dialog.addressHint")}
          value={address}
          error={changing.errorAt("address")}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Switch
          label={t("dialog.encrypts")}
          description={t("dialog.encryptsHint")}
          checked={encrypts}
          onChange={(event) => setEncrypts(event.currentTarget.checked)}
        />
        {encrypts ? <TlsCertificate chosen={tls} error={changing.errorAt("tls")} onChange={setTls} /> : null}
        <ErrorNotice error={changing.errorBeside("address", ...(encrypts ? ["tls"] : []))} />
        <FormActions
          onCancel={onClose}
          pending={changing.pending}
          disabled={address.trim() === "" || (encrypts && tls === null)}
        >
          {common("save")}
        </FormActions>
      </Stack>
    </form>
  );
}
