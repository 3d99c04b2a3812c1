import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DayField } from "@/components/DayField";
import { Section } from "@/components/Section";
import { typedNumber } from "@/lib/typedNumber";
import classes from "./editor.module.css";
import { fieldId } from "./flaws";
import { LifetimeField } from "./LifetimeField";
import { Note } from "./Note";
import type { PartProps } from "./part";

/** From when to when certificates are valid. */
export function ValidityPart({ value, onChange, flaws }: PartProps<"validity">) {
  const { t } = useTranslation("profiles");
  const set = (change: Partial<typeof value>) => onChange({ ...value, ...change });
  return (
    <Section title={t("section.validity")}>
      <div className={classes.pair}>
        <LifetimeField
          field="validity.default"
          label={t("editor.defaultLifetime")}
          description={t("editor.defaultLifetimeHint")}
          value={value.default}
          error={flaws.at("validity.default")}
          onChange={(lifetime) => set({ default: lifetime })}
        />
        <LifetimeField
          field="validity.maximum"
          label={t("editor.maximumLifetime")}
          value={value.maximum}
          error={flaws.at("validity.maximum")}
          onChange={(lifetime) => set({ maximum: lifetime })}
        />
        <NumberInput
          id={fieldId("validity.backdateMinutes")}
          label={t("editor.backdate")}
          description={t("editor.backdateHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          suffix={` ${t("editor.minutes")}`}
          value={value.backdateMinutes}
          min={0}
          max={1_000_000}
          clampBehavior="strict"
          allowDecimal={false}
          allowNegative={false}
          error={flaws.at("validity.backdateMinutes")}
          onChange={(minutes) => set({ backdateMinutes: typedNumber(minutes) ?? 0 })}
        />
        <div>
          <DayField
            id={fieldId("validity.endsAt")}
            label={t("editor.endsAt")}
            description={t("editor.endsAtHint")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={value.endsAt?.slice(0, 10)}
            onDay={(day) => set({ endsAt: day === undefined ? null : `${day}T23:59:59Z` })}
          />
          {flaws.at("validity.endsAt") ? <p className={classes.error}>{flaws.at("validity.endsAt")}</p> : null}
        </div>
      </div>
      <Note text={flaws.noteAt("validity.maximum") ?? flaws.noteAt("validity.default")} />
      <Note text={flaws.noteAt("validity.endsAt")} />
    </Section>
  );
}
