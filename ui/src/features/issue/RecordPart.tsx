import { Select, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import type { Environment } from "@/lib/ipc";
import classes from "./issue.module.css";
import type { IssueFormState } from "./useIssueForm";

const ENVIRONMENTS: readonly Environment[] = ["production", "staging", "development"];

/** What the vault keeps beside the certificate: whose it is and where it is used. */
export function RecordPart({ form: { values, set, errorAt } }: { form: IssueFormState }) {
  const { t } = useTranslation(["issue", "common"]);
  return (
    <Section title={t("section.record")} description={t("recordHint")}>
      <div className={classes.pair}>
        <TextInput
          label={t("owner")}
          description={t("ownerHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={values.owner}
          onChange={(event) => set({ owner: event.currentTarget.value }, "owner")}
          error={errorAt("owner")}
        />
        <Select
          label={t("environment")}
          placeholder={t("environmentNone")}
          clearable
          data={ENVIRONMENTS.map((value) => ({ value, label: t(`common:environment.${value}`) }))}
          value={values.environment}
          onChange={(value) => set({ environment: ENVIRONMENTS.find((each) => each === value) ?? null }, "environment")}
          error={errorAt("environment")}
        />
      </div>
      <Textarea
        className={classes.below}
        label={t("notes")}
        value={values.notes}
        onChange={(event) => set({ notes: event.currentTarget.value }, "notes")}
        error={errorAt("notes")}
        autosize
        minRows={2}
        maxRows={6}
      />
    </Section>
  );
}
