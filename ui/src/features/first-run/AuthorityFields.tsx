import { NumberInput, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KEY_ALGORITHMS } from "@/components/useAlgorithm";
import type { KeyAlgorithm } from "@/lib/ipc";
import classes from "./FirstRun.module.css";

export type AuthorityDefaults = { name: string | null; key: KeyAlgorithm; days: number };

/** Name, key and lifetime of one of the two authorities. */
export function AuthorityFields({
  title,
  defaults,
  onChange,
  errors,
}: {
  title: string;
  defaults: AuthorityDefaults;
  onChange: (defaults: AuthorityDefaults) => void;
  errors: { name?: string; key?: string; days?: string };
}) {
  const { t } = useTranslation("firstRun");
  const { t: common } = useTranslation();
  return (
    <fieldset className={classes.authority}>
      <legend>{title}</legend>
      <div className={classes.pair}>
        <TextInput
          label={t("founding.name")}
          value={defaults.name ?? ""}
          error={errors.name}
          onChange={(event) => onChange({ ...defaults, name: event.currentTarget.value })}
        />
        <Select
          label={t("founding.key")}
          data={KEY_ALGORITHMS.map((value) => ({ value, label: common(`keyAlgorithm.${value}`) }))}
          value={defaults.key}
          error={errors.key}
          onChange={(key) => key && onChange({ ...defaults, key })}
        />
        <NumberInput
          label={t("founding.days")}
          value={defaults.days}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator
          hideControls
          error={errors.days}
          onChange={(days) => onChange({ ...defaults, days: Number(days) })}
        />
      </div>
    </fieldset>
  );
}
