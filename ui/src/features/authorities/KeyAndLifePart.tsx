import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { KEY_ALGORITHMS, useAlgorithm } from "@/components/useAlgorithm";
import { formatDate, formatNumber } from "@/lib/format";
import type { AuthoritySummary } from "@/lib/ipc";
import { useNow } from "@/lib/useNow";
import classes from "./authority.module.css";
import { daysLeft } from "./authorityForm";
import type { NewAuthorityState } from "./useNewAuthority";

const DAY = 86_400_000;

/** The key it gets and how long it lives: not longer than the one who signs it. */
export function KeyAndLifePart({
  form: { values, set, errorAt },
  signer,
}: {
  form: NewAuthorityState;
  signer: AuthoritySummary | null;
}) {
  const { t } = useTranslation("authorities");
  const algorithm = useAlgorithm();
  const now = useNow();
  const until = new Date(now + (values.days ?? 0) * DAY).toISOString();
  return (
    <Section title={t("form.keyAndLife")}>
      <div className={classes.fields}>
        <Select
          label={t("form.key")}
          data={KEY_ALGORITHMS.map((each) => ({ value: each, label: algorithm(each) }))}
          value={values.key}
          onChange={(key) => set({ key: KEY_ALGORITHMS.find((each) => each === key) ?? values.key })}
          error={errorAt("key")}
        />
        <NumberInput
          classNames={{ wrapper: classes.narrow }}
          label={t("form.days")}
          suffix={` ${t("form.daysSuffix")}`}
          thousandSeparator
          value={values.days ?? ""}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          onChange={(days) => set({ days: typeof days === "number" ? days : null })}
          error={errorAt("days")}
          inputContainer={(input) => (
            <div className={classes.days}>
              {input}
              {values.days === null ? null : (
                <span className={classes.until} role="status">
                  {t("form.until", { date: formatDate(until) })}
                </span>
              )}
            </div>
          )}
        />
      </div>
      {signer ? (
        <p className={classes.quiet}>
          {t("form.daysParent", {
            count: daysLeft(signer.notAfter, new Date(now)),
            number: formatNumber(daysLeft(signer.notAfter, new Date(now))),
            name: signer.name,
            date: formatDate(signer.notAfter),
          })}
        </p>
      ) : null}
    </Section>
  );
}
