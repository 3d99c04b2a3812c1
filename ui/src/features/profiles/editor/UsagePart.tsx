import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { TagField } from "@/components/signing/TagField";
import { Usage } from "@/components/Usage";
import type { KeyUsage, KeyUsageRule, ProfileDocument, PurposesRule } from "@/lib/ipc";
import classes from "./editor.module.css";
import { type Flaws, fieldId } from "./flaws";
import { Note } from "./Note";
import { SourceField } from "./SourceField";
import { KEY_USAGES, PURPOSES, usageName } from "./usages";

type Extensions = ProfileDocument["extensions"];

/** What the key may do and what the certificate is for. */
export function UsagePart({
  value,
  onChange,
  flaws,
}: {
  value: Extensions;
  onChange: (value: Extensions) => void;
  flaws: Flaws;
}) {
  const { t } = useTranslation("profiles");
  const { keyUsage, extendedKeyUsage } = value;
  const usage = (change: Partial<KeyUsageRule>) => onChange({ ...value, keyUsage: { ...keyUsage, ...change } });
  const purpose = (change: Partial<PurposesRule>) =>
    onChange({ ...value, extendedKeyUsage: { ...extendedKeyUsage, ...change } });
  return (
    <Section title={t("section.usage")} description={t("editor.usageHint")}>
      <UsageChoice
        field="extensions.keyUsage.usages"
        label={t("keyUsage")}
        value={keyUsage.usages}
        onChange={(usages) => usage({ usages })}
        flaws={flaws}
      />
      <div className={`${classes.half} ${classes.below}`}>
        <SourceField
          field="extensions.keyUsage.from"
          what={t("keyUsage")}
          value={keyUsage.from}
          error={flaws.at("extensions.keyUsage.from")}
          onChange={(from) => usage(from === "within-bounds" ? { from } : { from, also: [] })}
        />
      </div>
      {keyUsage.from === "within-bounds" ? (
        <div className={classes.below}>
          <UsageChoice
            field="extensions.keyUsage.also"
            label={t("editor.alsoUsages")}
            value={keyUsage.also}
            onChange={(also) => usage({ also })}
            flaws={flaws}
          />
        </div>
      ) : null}
      <hr className={classes.line} />
      <PurposeChoice
        field="extensions.extendedKeyUsage.purposes"
        label={t("extendedKeyUsage")}
        value={extendedKeyUsage.purposes}
        onChange={(purposes) => purpose({ purposes })}
        flaws={flaws}
      />
      <div className={`${classes.pair} ${classes.below}`}>
        <SourceField
          field="extensions.extendedKeyUsage.from"
          what={t("extendedKeyUsage")}
          value={extendedKeyUsage.from}
          error={flaws.at("extensions.extendedKeyUsage.from")}
          onChange={(from) => purpose(from === "within-bounds" ? { from } : { from, also: [] })}
        />
        <Checkbox
          id={fieldId("extensions.extendedKeyUsage.critical")}
          className={classes.levelled}
          label={t("editor.critical")}
          checked={extendedKeyUsage.critical}
          error={flaws.at("extensions.extendedKeyUsage.critical")}
          onChange={(event) => purpose({ critical: event.currentTarget.checked })}
        />
      </div>
      {extendedKeyUsage.from === "within-bounds" ? (
        <div className={classes.below}>
          <PurposeChoice
            field="extensions.extendedKeyUsage.also"
            label={t("editor.alsoPurposes")}
            value={extendedKeyUsage.also}
            onChange={(also) => purpose({ also })}
            flaws={flaws}
          />
        </div>
      ) : null}
      <Note
        text={flaws.noteAt("extensions.extendedKeyUsage") ?? flaws.noteAt("extensions.extendedKeyUsage.critical")}
      />
    </Section>
  );
}

function UsageChoice({
  field,
  label,
  value,
  onChange,
  flaws,
}: {
  field: string;
  label: string;
  value: KeyUsage[];
  onChange: (value: KeyUsage[]) => void;
  flaws: Flaws;
}) {
  return (
    <>
      <Checkbox.Group
        id={fieldId(field)}
        label={label}
        value={value}
        error={flaws.at(field, value.map(usageName))}
        onChange={(chosen) => onChange(KEY_USAGES.filter((each) => chosen.includes(each)))}
      >
        <div className={classes.grid}>
          {KEY_USAGES.map((each) => (
            <Checkbox key={each} value={each} label={<Usage name={usageName(each)} />} />
          ))}
        </div>
      </Checkbox.Group>
      <Note text={flaws.noteAt(field, value.map(usageName))} />
    </>
  );
}

/** The purposes that have a name to tick, and any other by its OID. */
function PurposeChoice({
  field,
  label,
  value,
  onChange,
  flaws,
}: {
  field: string;
  label: string;
  value: string[];
  onChange: (value: string[]) => void;
  flaws: Flaws;
}) {
  const { t } = useTranslation("profiles");
  const named = value.filter((each) => PURPOSES.includes(each));
  const others = value.filter((each) => !PURPOSES.includes(each));
  return (
    <div id={fieldId(field)}>
      <Checkbox.Group
        label={label}
        value={named}
        onChange={(chosen) => onChange([...PURPOSES.filter((each) => chosen.includes(each)), ...others])}
      >
        <div className={classes.grid}>
          {PURPOSES.map((each) => (
            <Checkbox key={each} value={each} label={<Usage name={each} />} />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.below}>
        <TagField
          label={t("editor.otherPurposes", { what: label })}
          placeholder="1.3.6.1.4.1…"
          value={others}
          onChange={(list) => onChange([...named, ...list])}
          error={flaws.at(field, value)}
        />
      </div>
      <Note text={flaws.noteAt(field, value)} />
    </div>
  );
}
