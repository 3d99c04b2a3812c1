import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { formatDate } from "@/lib/format";
import type { ProfileView } from "@/lib/ipc";
import { useNow } from "@/lib/useNow";
import classes from "./issue.module.css";
import type { IssueFormState } from "./useIssueForm";

const DAY = 86_400_000;

/** How long it is valid, and until when that is. */
export function ValidityPart({ form, profile }: { form: IssueFormState; profile: ProfileView }) {
  const { t } = useTranslation("issue");
  const now = useNow();
  const { values, set, errorAt, preview } = form;
  const days = values.days ?? profile.maxDays;
  // What the core would sign is what counts: it may end earlier, with the authority.
  const until = preview && !form.checking ? preview.notAfter : new Date(now + days * DAY).toISOString();
  return (
    <Section title={t("section.validity")}>
      <div className={classes.days}>
        <NumberInput
          className={classes.number}
          label={t("days")}
          suffix={` ${t("daysSuffix")}`}
          value={days}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          onChange={(value) => set({ days: typeof value === "number" ? value : null }, "days")}
          error={errorAt("days")}
        />
        <span className={classes.until} role="status">
          {t("until", { date: formatDate(until) })}
        </span>
      </div>
      <p className={classes.hint}>{profile.hints.days}</p>
    </Section>
  );
}
