import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { EnvironmentSelect } from "@/components/EnvironmentSelect";
import { Section } from "@/components/Section";
import classes from "./issue.module.css";
import type { IssueFormState } from "./useIssueForm";

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
        <EnvironmentSelect
          value={values.environment}
          onChange={(environment) => set({ environment }, "environment")}
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
