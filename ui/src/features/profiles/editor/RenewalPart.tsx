import { Checkbox, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import type { DuplicatePolicy, ProfileDocument, RenewKey } from "@/lib/ipc";
import classes from "./editor.module.css";
import { type Flaws, fieldId } from "./flaws";
import { LifetimeField } from "./LifetimeField";
import { Note } from "./Note";

const DUPLICATES: readonly DuplicatePolicy[] = ["ask", "allow", "forbid"];
const KEYS: readonly RenewKey[] = ["auto", "new", "same"];

/** When a renewal is due, and what a second certificate for the same names means. */
export function RenewalPart({
  document: { renewal, duplicates },
  onChange,
  flaws,
}: {
  document: ProfileDocument;
  onChange: (change: Partial<ProfileDocument>) => void;
  flaws: Flaws;
}) {
  const { t } = useTranslation("profiles");
  return (
    <Section title={t("section.renewal")}>
      <div className={classes.pair}>
        <LifetimeField
          field="renewal.before"
          label={t("editor.renewBefore")}
          value={renewal.before}
          error={flaws.at("renewal.before")}
          onChange={(before) => onChange({ renewal: { ...renewal, before } })}
        />
        <Select
          id={fieldId("duplicates")}
          label={t("editor.duplicates")}
          data={DUPLICATES.map((policy) => ({ value: policy, label: t(`duplicates.${policy}`) }))}
          value={duplicates}
          error={flaws.at("duplicates")}
          onChange={(chosen) => onChange({ duplicates: DUPLICATES.find((each) => each === chosen) ?? "ask" })}
        />
      </div>
      <Select
        id={fieldId("renewal.key")}
        className={classes.below}
        label={t("editor.renewKey")}
        data={KEYS.map((key) => ({ value: key, label: t(`renewKey.${key}`) }))}
        value={renewal.key}
        error={flaws.at("renewal.key")}
        onChange={(chosen) =>
          onChange({ renewal: { ...renewal, key: KEYS.find((each) => each === chosen) ?? "auto" } })
        }
      />
      <Checkbox
        id={fieldId("renewal.automatic")}
        className={classes.below}
        label={t("editor.automatic")}
        description={t("editor.automaticHint")}
        checked={renewal.automatic}
        error={flaws.at("renewal.automatic")}
        onChange={(event) => onChange({ renewal: { ...renewal, automatic: event.currentTarget.checked } })}
      />
      <Note text={flaws.noteAt("renewal.before") ?? flaws.noteAt("renewal.automatic")} />
    </Section>
  );
}
