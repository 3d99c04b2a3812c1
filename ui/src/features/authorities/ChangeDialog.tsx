import { NumberInput, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { type AuthorityChange, type AuthorityDetail, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";

type Props = { authority: AuthorityDetail; onClose: () => void };

/** Changes how an authority is called here, the URLs it writes from now on, and how long its CRLs hold. */
export function ChangeDialog({ opened, ...props }: Props & { opened: boolean }) {
  const { t } = useTranslation(["authorities", "common"]);
  return (
    <Dialog
      opened={opened}
      onClose={props.onClose}
      size={520}
      title={t("change.title", { name: props.authority.name })}
    >
      <ChangeForm {...props} />
    </Dialog>
  );
}

function ChangeForm({ authority, onClose }: Props) {
  const { t } = useTranslation(["authorities", "common"]);
  const [name, setName] = useState(authority.name);
  const [crlUrl, setCrlUrl] = useState(authority.crlUrl ?? "");
  const [aiaUrl, setAiaUrl] = useState(authority.aiaUrl ?? "");
  const [ocspUrl, setOcspUrl] = useState(authority.ocspUrl ?? "");
  const [crlDays, setCrlDays] = useState<number | null>(authority.crlDays);
  const changing = useCommand((change: AuthorityChange) => core.changeAuthority(authority.id, change), {
    onDone: (changed) => {
      notifications.show({ message: t("change.done", { name: changed.name }) });
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (crlDays === null) return;
        changing.run({
          name: name.trim(),
          crlUrl: crlUrl.trim() || null,
          aiaUrl: aiaUrl.trim() || null,
          ocspUrl: ocspUrl.trim() || null,
          crlDays,
        });
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t("change.name")}
          description={t("change.nameHint")}
          value={name}
          error={changing.errorAt("name")}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={t("change.crlUrl")}
          description={t("change.crlUrlHint")}
          value={crlUrl}
          error={changing.errorAt("crlUrl")}
          onChange={(event) => setCrlUrl(event.currentTarget.value)}
        />
        <TextInput
          label={t("change.aiaUrl")}
          description={t("change.aiaUrlHint")}
          value={aiaUrl}
          error={changing.errorAt("aiaUrl")}
          onChange={(event) => setAiaUrl(event.currentTarget.value)}
        />
        <TextInput
          label={t("change.ocspUrl")}
          description={t("change.ocspUrlHint")}
          value={ocspUrl}
          error={changing.errorAt("ocspUrl")}
          onChange={(event) => setOcspUrl(event.currentTarget.value)}
        />
        <NumberInput
          label={t("change.crlDays")}
          suffix={` ${t("change.daysSuffix")}`}
          value={crlDays ?? ""}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          error={changing.errorAt("crlDays")}
          onChange={(value) => setCrlDays(typeof value === "number" ? value : null)}
        />
        <ErrorNotice error={changing.errorBeside("name", "crlUrl", "aiaUrl", "ocspUrl", "crlDays")} />
        <FormActions onCancel={onClose} pending={changing.pending} disabled={name.trim() === "" || crlDays === null}>
          {t("common:save")}
        </FormActions>
      </Stack>
    </form>
  );
}
