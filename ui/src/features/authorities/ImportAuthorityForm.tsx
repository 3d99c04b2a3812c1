import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PassphrasePair } from "@/components/exporting/PassphrasePair";
import { FormFoot } from "@/components/FormFoot";
import { PassphraseField } from "@/components/PassphraseField";
import { Section } from "@/components/Section";
import { type AuthoritySummary, type CrlRules, core, type ImportAuthority } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./authority.module.css";
import { CrlRuleFields } from "./CrlRuleFields";
import { NO_RULES, RULE_FIELDS } from "./crlRules";
import { type Brought, PemField } from "./PemField";
import { type Publication, PublicationPart } from "./PublicationPart";
import { type PastRevocations, RevokedBeforePart } from "./RevokedBeforePart";

const FIELDS = [
  "name",
  "certificate",
  "key",
  "keyPassphrase",
  "crl",
  "parent",
  "crlUrl",
  "aiaUrl",
  "ocspUrl",
  "crlDays",
  "passphrase",
  ...RULE_FIELDS,
];

/** Certificate, key, and how the authority is to be kept here. */
export function ImportAuthorityForm({
  authorities,
  crlDays,
}: {
  authorities: readonly AuthoritySummary[];
  crlDays: number;
}) {
  const { t } = useTranslation(["authorities", "common"]);
  const navigate = useNavigate();
  const { history } = useRouter();
  const [name, setName] = useState("");
  const [certificate, setCertificate] = useState<Brought>({ text: "", file: null });
  const [key, setKey] = useState<Brought>({ text: "", file: null });
  const [keyPassphrase, setKeyPassphrase] = useState("");
  const [before, setBefore] = useState<PastRevocations | null>(null);
  const [parent, setParent] = useState<string | null>(null);
  const [publication, setPublication] = useState<Publication>({ crlUrl: "", aiaUrl: "", ocspUrl: "", crlDays });
  const [rules, setRules] = useState<CrlRules>(NO_RULES);
  const [own, setOwn] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const importing = useCommand((what: ImportAuthority) => core.importAuthority(what), {
    onDone: (imported) => {
      notifications.show({ message: t("importForm.done", { name: imported.name }) });
      void navigate({ to: "/authorities", search: { id: imported.id }, replace: true });
    },
  });
  const ready =
    name.trim() !== "" &&
    (certificate.file !== null || certificate.text.trim() !== "") &&
    // A keystore has the key beside the certificate.
    (certificate.file !== null || key.file !== null || key.text.trim() !== "") &&
    (before?.kind === "none" || (before?.kind === "crl" && before.file !== null)) &&
    publication.crlDays !== null &&
    (!own || (passphrase !== "" && passphrase === again));
  const submit = () => {
    if (!ready) return;
    importing.run({
      name: name.trim(),
      certificate: certificate.text,
      key: key.text,
      files: {
        certificate: certificate.file,
        key: key.file,
        crl: before?.kind === "crl" ? before.file : null,
      },
      keyPassphrase: keyPassphrase === "" ? null : keyPassphrase,
      crl: null,
      withoutCrl: before?.kind === "none",
      crlIsWhole: before?.kind === "crl" && before.isWhole,
      parent,
      crlUrl: publication.crlUrl.trim() || null,
      aiaUrl: publication.aiaUrl.trim() || null,
      ocspUrl: publication.ocspUrl.trim() || null,
      crlDays: publication.crlDays ?? crlDays,
      crlRules: rules,
      passphrase: own ? passphrase : null,
    });
  };
  return (
    <form
      aria-label={t("importForm.title")}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Section title={t("importForm.what")} description={t("importForm.intro")}>
        <div className={classes.text}>
          <TextInput
            label={t("importForm.name")}
            description={t("importForm.nameHint")}
            value={name}
            error={importing.errorAt("name")}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
        </div>
        <PemField
          label={t("importForm.certificate")}
          description={t("importForm.certificateHint")}
          value={certificate}
          onChange={setCertificate}
          error={importing.errorAt("certificate")}
        />
        <PemField
          label={t("importForm.key")}
          description={t("importForm.keyHint")}
          value={key}
          onChange={setKey}
          error={importing.errorAt("key")}
        />
        <div className={classes.fields}>
          <PassphraseField
            label={t("importForm.keyPassphrase")}
            description={t("importForm.keyPassphraseHint")}
            value={keyPassphrase}
            error={importing.errorAt("keyPassphrase")}
            onChange={(event) => setKeyPassphrase(event.currentTarget.value)}
          />
          <Select
            label={t("importForm.parent")}
            description={t("importForm.parentHint")}
            placeholder={t("importForm.parentAuto")}
            clearable
            data={authorities.map(({ id, name: label }) => ({ value: id, label }))}
            value={parent}
            onChange={setParent}
            error={importing.errorAt("parent")}
          />
        </div>
      </Section>
      <RevokedBeforePart
        value={before}
        onChange={setBefore}
        error={importing.errorAt("crl")}
        mayBeAPart={importing.error?.code === "crl_may_be_a_part"}
      />
      <PublicationPart
        form={{
          values: publication,
          set: (change) => setPublication({ ...publication, ...change }),
          errorAt: importing.errorAt,
        }}
      />
      <Section title={t("rules.section")}>
        <CrlRuleFields
          rules={rules}
          onChange={(change) => setRules({ ...rules, ...change })}
          errorAt={importing.errorAt}
        />
      </Section>
      <Section title={t("form.protection")}>
        <Checkbox
          label={t("importForm.ownPassphrase")}
          description={t("form.ownPassphraseHint")}
          checked={own}
          onChange={(event) => setOwn(event.currentTarget.checked)}
        />
        {own ? (
          <div className={classes.below}>
            <PassphrasePair
              label={t("form.passphrase")}
              again={t("form.again")}
              mismatch={t("form.mismatch")}
              value={passphrase}
              repeated={again}
              onChange={setPassphrase}
              onRepeat={setAgain}
              error={importing.errorAt("passphrase")}
            />
          </div>
        ) : null}
      </Section>
      <FormFoot notice={<ErrorNotice error={importing.errorBeside(...FIELDS)} title={t("importForm.failed")} />}>
        <DeedButton type="submit" pending={importing.pending} disabled={!ready}>
          {t("importForm.submit")}
        </DeedButton>
        <Button variant="default" onClick={() => history.back()}>
          {t("common:cancel")}
        </Button>
      </FormFoot>
    </form>
  );
}
