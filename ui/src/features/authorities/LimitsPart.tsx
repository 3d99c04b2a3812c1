import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { TagField } from "@/components/signing/TagField";
import classes from "./authority.module.css";
import type { NewAuthorityState } from "./useNewAuthority";

const CONSTRAINTS = [
  { field: "permitDns", placeholder: "dnsPlaceholder" },
  { field: "excludeDns", placeholder: "dnsPlaceholder" },
  { field: "permitIp", placeholder: "ipPlaceholder" },
  { field: "excludeIp", placeholder: "ipPlaceholder" },
  { field: "permitEmail", placeholder: "emailPlaceholder" },
  { field: "excludeEmail", placeholder: "emailPlaceholder" },
] as const;

/** What may stand below it and which names it may sign (RFC 5280 §4.2.1.9 and §4.2.1.10). */
export function LimitsPart({ form: { values, set, errorAt } }: { form: NewAuthorityState }) {
  const { t } = useTranslation("authorities");
  return (
    <Section title={t("form.limits")}>
      <NumberInput
        className={classes.narrow}
        label={t("form.pathLen")}
        value={values.pathLen ?? ""}
        min={0}
        allowDecimal={false}
        allowNegative={false}
        onChange={(pathLen) => set({ pathLen: typeof pathLen === "number" ? pathLen : null })}
        error={errorAt("pathLen")}
      />
      <p className={classes.quiet}>{t("form.pathLenHint")}</p>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t("form.constraints")}</legend>
        <p className={classes.quiet}>{t("form.constraintsHint")}</p>
        <div className={`${classes.fields} ${classes.below}`}>
          {CONSTRAINTS.map(({ field, placeholder }) => (
            <TagField
              key={field}
              label={t(`form.${field}`)}
              placeholder={t(`form.${placeholder}`)}
              value={values[field]}
              onChange={(names) => set({ [field]: names })}
              error={errorAt(field)}
            />
          ))}
        </div>
      </fieldset>
    </Section>
  );
}
