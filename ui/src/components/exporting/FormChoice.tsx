import { Radio } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./ExportDialog.module.css";
import { type ExportForm, FORM_GROUPS, groupOf, holdsKey } from "./exportForms";

/** Every form that there is, grouped by what it is for; each says who reads it. */
export function FormChoice({
  forms,
  value,
  onChange,
  refusal,
}: {
  forms: readonly ExportForm[];
  value: ExportForm;
  onChange: (form: ExportForm) => void;
  /** Why those that hold the key can't be chosen; null where they can. */
  refusal: string | null;
}) {
  const { t } = useTranslation("exporting");
  const groups = FORM_GROUPS.map((group) => ({ group, forms: forms.filter((form) => groupOf(form) === group) }));
  const filled = groups.filter((each) => each.forms.length > 0);
  return (
    <Radio.Group label={t("format")} value={value} onChange={(chosen) => onChange(chosen as ExportForm)}>
      <div className={filled.length > 1 ? classes.choice : undefined}>
        {filled.map((each) => (
          <fieldset key={each.group} className={classes.group}>
            {filled.length > 1 ? <legend className={classes.legend}>{t(`groups.${each.group}`)}</legend> : null}
            <div className={classes.forms}>
              {each.forms.map((form) => (
                <Radio
                  key={form}
                  className={classes.form}
                  size="xs"
                  value={form}
                  label={t(`formats.${form}`)}
                  description={holdsKey(form) && refusal ? refusal : t(`formats.${form}Detail`)}
                  disabled={holdsKey(form) && refusal !== null}
                  data-autofocus={form === value || undefined}
                />
              ))}
            </div>
          </fieldset>
        ))}
      </div>
    </Radio.Group>
  );
}
