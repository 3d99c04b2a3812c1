import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormFoot } from "@/components/FormFoot";
import { Page } from "@/components/Page";
import { Section } from "@/components/Section";
import { Empty } from "@/components/StateViews";
import { SubjectFields, type SubjectValues } from "@/components/signing/SubjectFields";
import { TagField } from "@/components/signing/TagField";
import { KEY_ALGORITHMS, useAlgorithm } from "@/components/useAlgorithm";
import { distinguishedName } from "@/lib/distinguishedName";
import { type CreateRequest, core, type KeyAlgorithm } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import classes from "./requests.module.css";

const KINDS = ["dns", "ip", "email", "uri"] as const;
const FIELDS = ["commonName", "subject", "dns", "ip", "email", "uri", "key", "notes"];
const NO_SUBJECT: SubjectValues = { organization: "", unit: "", locality: "", state: "", country: "" };

/** Making a request for the CA of somebody else; its key is made here and stays here. */
export function NewRequestPage() {
  const { t } = useTranslation(["requests", "common"]);
  const mayIssue = useMay("issue");
  return (
    <Page title={t("form.title")} narrow>
      {mayIssue ? <NewRequestForm /> : <Empty title={t("common:notPermitted")}>{t("common:notPermittedHint")}</Empty>}
    </Page>
  );
}

function NewRequestForm() {
  const { t } = useTranslation(["requests", "issue", "common"]);
  const algorithm = useAlgorithm();
  const navigate = useNavigate();
  const { history } = useRouter();
  const [commonName, setCommonName] = useState("");
  const [names, setNames] = useState<Record<(typeof KINDS)[number], string[]>>({ dns: [], ip: [], email: [], uri: [] });
  const [subject, setSubject] = useState(NO_SUBJECT);
  const [key, setKey] = useState<KeyAlgorithm>("ecdsa-p256");
  const [notes, setNotes] = useState("");
  const making = useCommand((request: CreateRequest) => core.createRequest(request), {
    onDone: (made) => void navigate({ to: "/requests", search: { id: made.id } }),
  });
  const worth = commonName.trim() !== "" || KINDS.some((kind) => names[kind].length > 0);
  return (
    <form
      aria-label={t("form.title")}
      onSubmit={(event) => {
        event.preventDefault();
        if (!worth) return;
        const { organization: O, unit: OU, locality: L, state: ST, country: C } = subject;
        making.run({
          commonName: commonName.trim(),
          subject: distinguishedName({ O, OU, L, ST, C }) || null,
          ...names,
          key,
          notes: notes.trim() || null,
        });
      }}
    >
      <p className={classes.intro}>{t("form.intro")}</p>
      <Section title={t("issue:section.names")} description={t("form.namesHint")}>
        <TextInput
          label={t("issue:commonName")}
          placeholder={t("issue:commonNamePlaceholder")}
          value={commonName}
          onChange={(event) => setCommonName(event.currentTarget.value)}
          error={making.errorAt("commonName")}
          autoFocus
        />
        <div className={classes.pair}>
          {KINDS.map((kind) => (
            <TagField
              key={kind}
              label={t(`issue:${kind}`)}
              value={names[kind]}
              onChange={(value) => setNames((now) => ({ ...now, [kind]: value }))}
              error={making.errorAt(kind)}
            />
          ))}
        </div>
      </Section>
      <Section title={t("issue:section.subject")} description={t("form.subjectHint")}>
        <SubjectFields
          values={subject}
          onChange={(field, value) => setSubject((now) => ({ ...now, [field]: value }))}
          error={making.errorAt("subject")}
        />
      </Section>
      <Section title={t("issue:section.key")} description={t("form.keyHint")}>
        <Select
          className={classes.half}
          label={t("issue:algorithm")}
          data={KEY_ALGORITHMS.map((value) => ({ value, label: algorithm(value) }))}
          value={key}
          onChange={(chosen) => setKey(KEY_ALGORITHMS.find((each) => each === chosen) ?? key)}
          error={making.errorAt("key")}
          allowDeselect={false}
        />
        <Textarea
          className={classes.below}
          label={t("notes")}
          description={t("form.notesHint")}
          value={notes}
          onChange={(event) => setNotes(event.currentTarget.value)}
          error={making.errorAt("notes")}
          autosize
          minRows={2}
          maxRows={6}
        />
      </Section>
      <FormFoot notice={<ErrorNotice error={making.errorBeside(...FIELDS)} title={t("form.failed")} />}>
        <DeedButton type="submit" pending={making.pending} disabled={!worth}>
          {t("form.submit")}
        </DeedButton>
        <Button variant="default" onClick={() => history.back()}>
          {t("common:cancel")}
        </Button>
      </FormFoot>
    </form>
  );
}
