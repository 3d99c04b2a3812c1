import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { SUBJECT_FIELDS, type SubjectField } from "@/components/signing/SubjectFields";
import type { ProfileView } from "@/lib/ipc";
import classes from "./issue.module.css";
import { ATTRIBUTE_OF } from "./issueForm";
import type { IssueFormState } from "./useIssueForm";
import type { FieldRule } from "./useProfileRules";

/** The subject beside its common name, with what the profile says about each attribute at its field. */
export function SubjectPart({ form, profile }: { form: IssueFormState; profile: ProfileView }) {
  const { t } = useTranslation(["issue", "signing"]);
  const { values, set, rules, errorAt } = form;
  const error = errorAt("subjectRest");
  const first = SUBJECT_FIELDS.find((field) => !rules.ofAttribute(ATTRIBUTE_OF[field]).closed);
  return (
    <Section title={t("section.subject")} description={profile.hints.subject || t("subjectHint")}>
      <div className={classes.pair}>
        {rules.more.map((attribute) => (
          <Attribute
            key={attribute}
            label={attribute}
            rule={rules.ofAttribute(attribute)}
            value={values.more[attribute] ?? ""}
            onChange={(value) => set({ more: { ...values.more, [attribute]: value } }, "subjectRest")}
          />
        ))}
        {SUBJECT_FIELDS.map((field: SubjectField) => (
          <Attribute
            key={field}
            label={t(`signing:${field}`)}
            rule={rules.ofAttribute(ATTRIBUTE_OF[field])}
            value={values[field]}
            placeholder={field === "country" ? t("signing:countryPlaceholder") : undefined}
            error={field === first ? error : undefined}
            onChange={(value) => set({ [field]: value }, "subjectRest")}
          />
        ))}
      </div>
      {first === undefined && error ? (
        <p className={classes.blocked} role="alert">
          {error}
        </p>
      ) : null}
    </Section>
  );
}

function Attribute({
  label,
  rule: { closed, required, value: usual, pattern },
  value,
  placeholder,
  error,
  onChange,
}: {
  label: string;
  rule: FieldRule;
  value: string;
  placeholder?: string;
  error?: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation("issue");
  if (closed) {
    return (
      <TextInput
        label={label}
        description={t(usual === null ? "rule.forbidden" : "rule.fixed")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={usual ?? ""}
        readOnly
        disabled={usual === null}
        variant={usual === null ? undefined : "unstyled"}
      />
    );
  }
  return (
    <TextInput
      label={label}
      withAsterisk={required}
      aria-required={required || undefined}
      description={pattern === null ? undefined : t("rule.pattern", { pattern })}
      inputWrapperOrder={["label", "input", "description", "error"]}
      placeholder={usual ?? placeholder}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
