import { NumberInput, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ChangedMeanwhile, useTheirs } from "@/components/ChangedMeanwhile";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { type AuthorityDetail, type AuthoritySettings, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useEdited } from "@/lib/useEdited";

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

/** What the form shows; a number that is being typed may be none yet. */
type Typed = Omit<AuthoritySettings, "crlRules" | "crlDays"> & { crlDays: number | null };

const shownOf = ({ name, crlUrl, aiaUrl, ocspUrl, crlDays }: AuthorityDetail): Typed => ({
  name,
  crlUrl,
  aiaUrl,
  ocspUrl,
  crlDays,
});

function ChangeForm({ authority, onClose }: Props) {
  const { t } = useTranslation(["authorities", "common"]);
  const client = useQueryClient();
  const hint = useTheirs();
  const { seen, wanted, set, theirs, lookAnew } = useEdited(shownOf(authority));
  const { crlRules } = authority;
  const changing = useCommand(
    (to: AuthoritySettings) =>
      core.changeAuthority(authority.id, { ...seen, crlDays: seen.crlDays ?? authority.crlDays, crlRules }, to),
    {
      onDone: (changed) => {
        notifications.show({ message: t("change.done", { name: changed.name }) });
        onClose();
      },
    },
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { crlDays } = wanted;
        if (crlDays !== null) changing.run({ ...wanted, crlDays, crlRules });
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t("change.name")}
          description={hint(theirs("name"), t("change.nameHint"))}
          value={wanted.name}
          error={changing.errorAt("name")}
          onChange={(event) => set({ name: event.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          label={t("change.crlUrl")}
          description={hint(theirs("crlUrl"), t("change.crlUrlHint"))}
          value={wanted.crlUrl ?? ""}
          error={changing.errorAt("crlUrl")}
          onChange={(event) => set({ crlUrl: event.currentTarget.value || null })}
        />
        <TextInput
          label={t("change.aiaUrl")}
          description={hint(theirs("aiaUrl"), t("change.aiaUrlHint"))}
          value={wanted.aiaUrl ?? ""}
          error={changing.errorAt("aiaUrl")}
          onChange={(event) => set({ aiaUrl: event.currentTarget.value || null })}
        />
        <TextInput
          label={t("change.ocspUrl")}
          description={hint(theirs("ocspUrl"), t("change.ocspUrlHint"))}
          value={wanted.ocspUrl ?? ""}
          error={changing.errorAt("ocspUrl")}
          onChange={(event) => set({ ocspUrl: event.currentTarget.value || null })}
        />
        <NumberInput
          label={t("change.crlDays")}
          description={hint(theirs("crlDays"))}
          suffix={` ${t("change.daysSuffix")}`}
          value={wanted.crlDays ?? ""}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          error={changing.errorAt("crlDays")}
          onChange={(value) => set({ crlDays: typeof value === "number" ? value : null })}
        />
        <ErrorNotice error={changing.errorBeside("name", "crlUrl", "aiaUrl", "ocspUrl", "crlDays")} />
        <ChangedMeanwhile
          error={changing.error}
          onLook={async () => {
            lookAnew(shownOf(await core.authority(authority.id)));
            changing.clear();
            await client.invalidateQueries();
          }}
        />
        <FormActions
          onCancel={onClose}
          pending={changing.pending}
          disabled={wanted.name.trim() === "" || wanted.crlDays === null}
        >
          {t("common:save")}
        </FormActions>
      </Stack>
    </form>
  );
}
