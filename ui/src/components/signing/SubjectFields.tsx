import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./signing.module.css";

export const SUBJECT_FIELDS = ["organization", "unit", "locality", "state", "country"] as const;
export type SubjectField = (typeof SUBJECT_FIELDS)[number];
export type SubjectValues = Record<SubjectField, string>;

/** The subject beside its common name: organisation, unit, place, state, country. */
export function SubjectFields({
  values,
  onChange,
  error,
}: {
  values: SubjectValues;
  onChange: (field: SubjectField, value: string) => void;
  /** Shown at the first field: what the core says about the subject as a whole. */
  error?: string;
}) {
  const { t } = useTranslation("signing");
  return (
    <div className={classes.grid}>
      {SUBJECT_FIELDS.map((field) => (
        <TextInput
          key={field}
          label={t(field)}
          value={values[field]}
          error={field === "organization" ? error : undefined}
          placeholder={field === "country" ? t("countryPlaceholder") : undefined}
          onChange={(event) => onChange(field, event.currentTarget.value)}
        />
      ))}
    </div>
  );
}
