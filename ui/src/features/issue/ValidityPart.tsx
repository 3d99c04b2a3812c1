import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { formatDate } from "@/lib/format";
import type { ProfileView } from "@/lib/ipc";
import { typedNumber } from "@/lib/typedNumber";
import { useNow } from "@/lib/useNow";
import classes from "./issue.module.css";
import type { IssueFormState } from "./useIssueForm";

const HOUR = 3_600_000;

/** How long it is valid, and until when that is. */
export function ValidityPart({ form, profile }: { form: IssueFormState; profile: ProfileView }) {
  const { t } = useTranslation("issue");
  const now = useNow();
  // Whoever empties the field is about to type: the usual lifetime comes back when they leave it empty.
  const [emptied, setEmptied] = useState(false);
  const { values, set, errorAt, preview } = form;
  const { days: usualDays, hours: usualHours } = profile.defaultLifetime;
  const inHours = usualHours !== undefined;
  const lasts = inHours ? (values.hours ?? usualHours) : (values.days ?? usualDays ?? profile.maxDays);
  // What the core would sign is what counts: it may end earlier, with the authority.
  const until =
    preview && !form.checking ? preview.notAfter : new Date(now + lasts * (inHours ? HOUR : 24 * HOUR)).toISOString();
  return (
    <Section title={t("section.validity")}>
      <NumberInput
        classNames={{ wrapper: classes.number }}
        label={t(inHours ? "hours" : "days")}
        suffix={` ${t(inHours ? "hoursSuffix" : "daysSuffix")}`}
        value={emptied ? "" : lasts}
        min={1}
        allowDecimal={false}
        allowNegative={false}
        onChange={(value) => {
          const given = typedNumber(value);
          setEmptied(given === null);
          set(inHours ? { hours: given } : { days: given }, inHours ? "hours" : "days");
        }}
        onBlur={() => setEmptied(false)}
        onKeyDown={(event) => {
          // Nothing is signed for a time that is not to be read: Enter brings back the usual one first.
          if (event.key === "Enter" && emptied) {
            event.preventDefault();
            setEmptied(false);
          }
        }}
        error={errorAt("days") ?? errorAt("hours")}
        inputContainer={(input) => (
          <div className={classes.days}>
            {input}
            <span className={classes.until} role="status">
              {t("until", { date: formatDate(until) })}
            </span>
          </div>
        )}
      />
      <p className={classes.hint}>{profile.hints.days}</p>
    </Section>
  );
}
