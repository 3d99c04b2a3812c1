import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { TagField } from "@/components/signing/TagField";
import type { ProfileView } from "@/lib/ipc";
import classes from "./issue.module.css";
import type { IssueFormState } from "./useIssueForm";

const KINDS = ["dns", "ip", "email", "uri"] as const;

/** Whom the certificate names: the common name and the alternative names of each kind. */
export function NamesPart({
  form: { values, set, errorAt, rules },
  profile,
}: {
  form: IssueFormState;
  profile: ProfileView;
}) {
  const { t } = useTranslation("issue");
  const fromCsr = values.keySource === "csr";
  const common = rules.ofAttribute("CN");
  // What stands in a field is never out of sight, allowed or not.
  const kinds = KINDS.filter((kind) => rules.allows(kind) || values[kind].length > 0);
  return (
    <Section title={t("section.names")} description={fromCsr ? t("namesCsr") : profile.hints.names}>
      <TextInput
        label={t("commonName")}
        placeholder={fromCsr ? undefined : t("commonNamePlaceholder")}
        description={
          common.closed
            ? t(common.value === null ? "rule.forbidden" : "rule.fixed")
            : fromCsr
              ? t("commonNameCsr")
              : undefined
        }
        value={common.closed ? (common.value ?? "") : values.commonName}
        onChange={(event) => set({ commonName: event.currentTarget.value }, "commonName")}
        error={errorAt("commonName")}
        withAsterisk={common.required}
        disabled={common.closed}
        autoFocus={!fromCsr}
      />
      {kinds.length === 0 ? <p className={classes.hint}>{t("rule.noNames")}</p> : null}
      <div className={`${classes.pair} ${classes.below}`}>
        {kinds.map((kind) => (
          <TagField
            key={kind}
            label={t(kind)}
            value={values[kind]}
            onChange={(names) => set({ [kind]: names }, kind)}
            error={errorAt(kind)}
          />
        ))}
      </div>
    </Section>
  );
}
