import { Alert, Button, Checkbox, Group, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PassphraseField } from "@/components/PassphraseField";
import { PathField } from "@/components/PathField";
import { core, type Target, type TargetChange, type TargetKind, type TargetTrial } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { blankTarget, changeOf, draftOf, type TargetDraft } from "./draft";

const kinds: TargetKind[] = ["folder", "http", "sftp", "s3", "ldap"];

/**
 * What is set for a place. It can be tried before it is kept; `before` is the place as it is kept already, of which what
 * opens it stays where nothing is typed.
 */
export function TargetForm({
  before,
  attempt,
  keep,
  submit,
  onKept,
  onClose,
}: {
  before: Target | null;
  attempt: (change: TargetChange) => Promise<TargetTrial>;
  keep: (change: TargetChange) => Promise<Target>;
  /** What the button that keeps it says. */
  submit: string;
  onKept: (target: Target) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation("status");
  const { t: common } = useTranslation();
  const [draft, setDraft] = useState<TargetDraft>(before ? draftOf(before) : blankTarget);
  const trying = useCommand(attempt, { invalidates: [] });
  const keeping = useCommand(keep, { onDone: onKept });
  const target = changeOf(draft);
  const change = (changed: Partial<TargetDraft>) => {
    trying.clear();
    keeping.clear();
    setDraft({ ...draft, ...changed });
  };
  // The later of the two questions is the one that the fields speak of.
  const asked = keeping.error ? keeping : trying;
  const shownKey = trying.answer?.hostKey ?? null;
  const incomplete = draft.name.trim() === "" || draft.address.trim() === "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        trying.clear();
        keeping.run(target);
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t("addTarget.name")}
          value={draft.name}
          error={asked.errorAt("name")}
          data-autofocus
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Select
          label={t("addTarget.kind")}
          data={kinds.map((value) => ({ value, label: t(`targetKind.${value}`) }))}
          value={draft.kind}
          allowDeselect={false}
          onChange={(kind) => kind && change({ kind: kind as TargetKind })}
        />
        <TextInput
          label={t("addTarget.address")}
          description={t(`addTarget.addressHint.${draft.kind}`)}
          value={draft.address}
          error={asked.errorAt("address")}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => change({ address: event.currentTarget.value })}
        />
        <Access draft={draft} change={change} errorAt={asked.errorAt} before={before} />
        {shownKey === null ? null : (
          <Alert color="days30" role="status">
            <Stack gap={8} align="flex-start">
              {t("addTarget.hostKeyShown", { key: shownKey })}
              <Button variant="default" onClick={() => change({ hostKey: shownKey })}>
                {t("addTarget.hostKeyUse")}
              </Button>
            </Stack>
          </Alert>
        )}
        <Contents draft={draft} change={change} errorAt={asked.errorAt} />
        <ErrorNotice error={asked.errorBeside(...fields)} />
        <div aria-live="polite">{trying.answer && shownKey === null ? t("addTarget.works") : null}</div>
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <DeedButton
            variant="default"
            pending={trying.pending}
            disabled={incomplete}
            onClick={() => {
              keeping.clear();
              trying.run(target);
            }}
          >
            {t("addTarget.test")}
          </DeedButton>
          <DeedButton type="submit" pending={keeping.pending} disabled={incomplete}>
            {submit}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}

/** The fields that show their own errors. */
const fields = [
  "name",
  "address",
  "user",
  "secret",
  "privateKeyFile",
  "hostKey",
  "region",
  "trustFile",
  "checkUrl",
  "names",
  "crls",
];

type Part = {
  draft: TargetDraft;
  change: (changed: Partial<TargetDraft>) => void;
  errorAt: (field: string) => string | undefined;
};

/** What opens the place, and by what it proves who it is. */
function Access({ draft, change, errorAt, before }: Part & { before: Target | null }) {
  const { t } = useTranslation("status");
  const { kind } = draft;
  if (kind === "folder") return null;
  return (
    <>
      <TextInput
        label={t(`addTarget.user.${kind}`)}
        description={kind === "http" ? t("addTarget.userHint") : undefined}
        value={draft.user}
        error={errorAt("user")}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => change({ user: event.currentTarget.value })}
      />
      <PassphraseField
        label={t(`addTarget.secret.${kind}`)}
        description={t(before?.hasCredential ? "editTarget.secretHint" : "addTarget.secretHint")}
        value={draft.secret}
        error={errorAt("secret")}
        autoComplete="off"
        onChange={(event) => change({ secret: event.currentTarget.value })}
      />
      {kind === "sftp" ? (
        <>
          <PathField
            label={t("addTarget.privateKey")}
            description={t(before?.hasCredential ? "editTarget.privateKeyHint" : "addTarget.privateKeyHint")}
            mode="open"
            value={draft.privateKeyFile}
            error={errorAt("privateKeyFile")}
            onChange={(privateKeyFile) => change({ privateKeyFile })}
          />
          <TextInput
            label={t("addTarget.hostKey")}
            description={t(before ? "editTarget.hostKeyHint" : "addTarget.hostKeyHint")}
            value={draft.hostKey}
            error={errorAt("hostKey")}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ hostKey: event.currentTarget.value })}
          />
        </>
      ) : (
        <PathField
          label={t("addTarget.trust")}
          description={t(before?.ownTrust ? "editTarget.trustHint" : "addTarget.trustHint")}
          mode="open"
          value={draft.trustFile}
          error={errorAt("trustFile")}
          onChange={(trustFile) => change({ trustFile })}
        />
      )}
      {before?.ownTrust && kind !== "sftp" ? (
        <Checkbox
          label={t("editTarget.forgetTrust")}
          checked={draft.forgetTrust}
          onChange={(event) => change({ forgetTrust: event.currentTarget.checked })}
        />
      ) : null}
      {before?.hasCredential ? (
        <Checkbox
          label={t("editTarget.forgetCredential")}
          checked={draft.forgetCredential}
          onChange={(event) => change({ forgetCredential: event.currentTarget.checked })}
        />
      ) : null}
      {kind === "s3" ? (
        <TextInput
          label={t("addTarget.region")}
          placeholder="us-east-1"
          value={draft.region}
          error={errorAt("region")}
          onChange={(event) => change({ region: event.currentTarget.value })}
        />
      ) : null}
      {kind === "http" || kind === "ldap" ? (
        <Checkbox
          label={t("addTarget.inTheClear")}
          checked={draft.inTheClear}
          onChange={(event) => change({ inTheClear: event.currentTarget.checked })}
        />
      ) : null}
    </>
  );
}

/** What is put there, whose, and what it is called. */
function Contents({ draft, change, errorAt }: Part) {
  const { t } = useTranslation("status");
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  return (
    <>
      <Checkbox.Group
        label={t("addTarget.what")}
        error={errorAt("crls")}
        value={draft.contents}
        onChange={(contents) => change({ contents })}
      >
        <Group gap="md" mt={6}>
          <Checkbox value="crls" label={t("addTarget.crls")} />
          <Checkbox value="certificates" label={t("addTarget.certificates")} />
        </Group>
      </Checkbox.Group>
      <MultiSelect
        label={t("addTarget.authorities")}
        placeholder={draft.authorities.length === 0 ? t("addTarget.everybody") : undefined}
        data={(authorities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.authorities}
        onChange={(chosen) => change({ authorities: chosen })}
      />
      {draft.kind === "ldap" ? null : (
        <>
          <TextInput
            label={t("addTarget.names")}
            description={t("addTarget.namesHint")}
            placeholder="{id}"
            value={draft.names}
            error={errorAt("names")}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ names: event.currentTarget.value })}
          />
          <TextInput
            label={t("addTarget.checkUrl")}
            description={t("addTarget.checkUrlHint")}
            placeholder="http://pki.example.com/files/"
            value={draft.checkUrl}
            error={errorAt("checkUrl")}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ checkUrl: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}
