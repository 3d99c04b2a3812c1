import { Select, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import type { ProfileDocument, RuleSet } from "@/lib/ipc";
import classes from "./editor.module.css";
import { type Flaws, fieldId } from "./flaws";
import { Note } from "./Note";

const RULE_SETS: readonly RuleSet[] = ["rfc5280", "tls", "code-signing", "smime"];

/** What the profile is called, what it is for and whose rules it follows. */
export function AboutPart({
  document,
  onChange,
  named,
  flaws,
}: {
  document: ProfileDocument;
  onChange: (change: Partial<ProfileDocument>) => void;
  /** It has its name already, which never changes. */
  named: boolean;
  flaws: Flaws;
}) {
  const { t } = useTranslation("profiles");
  return (
    <Section title={t("section.about")}>
      <div className={classes.pair}>
        <TextInput
          id={fieldId("title")}
          label={t("editor.title")}
          value={document.title}
          error={flaws.at("title")}
          onChange={(event) => onChange({ title: event.currentTarget.value })}
          autoFocus={!named}
        />
        <TextInput
          id={fieldId("name")}
          label={t("editor.name")}
          description={named ? t("editor.nameStays") : t("editor.nameHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={document.name}
          readOnly={named}
          variant={named ? "unstyled" : undefined}
          error={flaws.at("name")}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      </div>
      <Textarea
        id={fieldId("description")}
        className={classes.below}
        label={t("editor.description")}
        value={document.description}
        error={flaws.at("description")}
        autosize
        minRows={1}
        maxRows={4}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <Select
        id={fieldId("ruleSet")}
        className={`${classes.half} ${classes.below}`}
        label={t("editor.ruleSet")}
        description={t("editor.ruleSetHint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        data={RULE_SETS.map((set) => ({ value: set, label: t(`ruleSet.${set}`) }))}
        value={document.ruleSet}
        error={flaws.at("ruleSet")}
        onChange={(chosen) => onChange({ ruleSet: RULE_SETS.find((each) => each === chosen) ?? "rfc5280" })}
      />
      <Note text={flaws.noteAt("ruleSet")} />
    </Section>
  );
}
