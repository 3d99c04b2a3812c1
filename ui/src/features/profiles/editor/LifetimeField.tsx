import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Lifetime } from "@/lib/ipc";
import { typedNumber } from "@/lib/typedNumber";
import classes from "./editor.module.css";
import { fieldId } from "./flaws";

/** A time in whole days, or in hours for what lives less long. */
export function LifetimeField({
  field,
  label,
  description,
  value,
  onChange,
  error,
}: {
  field: string;
  label: string;
  description?: string;
  value: Lifetime;
  onChange: (value: Lifetime) => void;
  error?: string;
}) {
  const { t } = useTranslation("profiles");
  const inHours = value.hours !== undefined;
  const count = value.hours ?? value.days ?? 0;
  const of = (number: number, hours: boolean): Lifetime => (hours ? { hours: number } : { days: number });
  return (
    <div className={classes.lifetime}>
      <NumberInput
        id={fieldId(field)}
        label={label}
        description={description}
        inputWrapperOrder={["label", "input", "description", "error"]}
        // Emptied, it stays empty: a nought would stand before what is typed next.
        value={count === 0 ? "" : count}
        min={0}
        max={1_000_000}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        onChange={(number) => onChange(of(typedNumber(number) ?? 0, inHours))}
        error={error}
      />
      <Select
        className={classes.unit}
        aria-label={t("editor.unitOf", { field: label })}
        data={[
          { value: "days", label: t("editor.days") },
          { value: "hours", label: t("editor.hours") },
        ]}
        value={inHours ? "hours" : "days"}
        onChange={(unit) => onChange(of(count, unit === "hours"))}
      />
    </div>
  );
}
