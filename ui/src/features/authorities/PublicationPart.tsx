import { NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import classes from "./authority.module.css";

export type Publication = { crlUrl: string; aiaUrl: string; ocspUrl: string; crlDays: number | null };

/** Where its CRL and certificate are fetched, and how long a CRL holds. */
export function PublicationPart({
  form: { values, set, errorAt },
}: {
  form: {
    values: Publication;
    set: (change: Partial<Publication>) => void;
    errorAt: (field: keyof Publication) => string | undefined;
  };
}) {
  const { t } = useTranslation("authorities");
  return (
    <Section title={t("form.publication")}>
      <div className={classes.fields}>
        <TextInput
          label={t("change.crlUrl")}
          description={t("change.crlUrlHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={values.crlUrl}
          onChange={(event) => set({ crlUrl: event.currentTarget.value })}
          error={errorAt("crlUrl")}
        />
        <TextInput
          label={t("change.aiaUrl")}
          description={t("change.aiaUrlHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={values.aiaUrl}
          onChange={(event) => set({ aiaUrl: event.currentTarget.value })}
          error={errorAt("aiaUrl")}
        />
        <TextInput
          label={t("change.ocspUrl")}
          description={t("change.ocspUrlHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={values.ocspUrl}
          onChange={(event) => set({ ocspUrl: event.currentTarget.value })}
          error={errorAt("ocspUrl")}
        />
        <NumberInput
          label={t("change.crlDays")}
          suffix={` ${t("change.daysSuffix")}`}
          value={values.crlDays ?? ""}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          onChange={(days) => set({ crlDays: typeof days === "number" ? days : null })}
          error={errorAt("crlDays")}
        />
      </div>
    </Section>
  );
}
