import { ActionIcon, Autocomplete, Button, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import type { AttributeRule, OtherAttributes, Presence } from "@/lib/ipc";
import classes from "./editor.module.css";
import { type Flaws, fieldId } from "./flaws";
import { Note } from "./Note";
import type { PartProps } from "./part";
import { SourceField } from "./SourceField";

const PRESENCES: readonly Presence[] = ["required", "optional", "fixed", "forbidden"];
const OTHERS: readonly OtherAttributes[] = ["from-form", "from-request", "forbidden"];
/** Offered; any other short name or OID may be written. */
const ATTRIBUTES = ["CN", "O", "OU", "L", "ST", "C", "serialNumber", "emailAddress", "GN", "SN", "title", "UID", "DC"];

/** What the subject is made of: a rule an attribute, and what happens to those without one. */
export function SubjectPart({ value, onChange, flaws }: PartProps<"subject">) {
  const { t } = useTranslation("profiles");
  const { attributes, others } = value;
  const free = ATTRIBUTES.find((each) => !attributes.some(({ attribute }) => attribute === each)) ?? "";
  const put = (index: number, rule: AttributeRule) =>
    onChange({ ...value, attributes: attributes.map((each, at) => (at === index ? rule : each)) });
  return (
    <Section
      title={t("section.subject")}
      description={t("editor.subjectHint")}
      action={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            onChange({
              ...value,
              attributes: [
                ...attributes,
                { attribute: free, presence: "required", value: null, pattern: null, from: "profile" },
              ],
            })
          }
        >
          {t("editor.addAttribute")}
        </Button>
      }
    >
      {attributes.length === 0 ? <p className={classes.quiet}>{t("editor.noAttributes")}</p> : null}
      <ul className={classes.rules} id={fieldId("subject.attributes")}>
        {attributes.map((rule, index) => (
          <Rule
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule's place is what tells it apart while it is written.
            key={index}
            index={index}
            rule={rule}
            flaws={flaws}
            onChange={(changed) => put(index, changed)}
            onRemove={() => onChange({ ...value, attributes: attributes.filter((_, at) => at !== index) })}
          />
        ))}
      </ul>
      {flaws.at("subject.attributes") ? <p className={classes.error}>{flaws.at("subject.attributes")}</p> : null}
      <Select
        id={fieldId("subject.others")}
        className={`${classes.half} ${classes.below}`}
        label={t("editor.others")}
        data={OTHERS.map((each) => ({ value: each, label: t(`others.${each}`) }))}
        value={others}
        error={flaws.at("subject.others")}
        onChange={(chosen) => onChange({ ...value, others: OTHERS.find((each) => each === chosen) ?? "from-form" })}
      />
      <Note text={flaws.noteAt("subject.others")} />
    </Section>
  );
}

function Rule({
  index,
  rule,
  flaws,
  onChange,
  onRemove,
}: {
  index: number;
  rule: AttributeRule;
  flaws: Flaws;
  onChange: (rule: AttributeRule) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation("profiles");
  const field = (name: string) => `subject.attributes.${index}.${name}`;
  const set = (change: Partial<AttributeRule>) => onChange({ ...rule, ...change });
  const hasValue = rule.presence !== "forbidden";
  const isFixed = rule.presence === "fixed";
  return (
    <li className={classes.rule} id={fieldId(`subject.attributes.${index}`)} aria-label={rule.attribute}>
      <Autocomplete
        id={fieldId(field("attribute"))}
        label={t("editor.attribute")}
        data={ATTRIBUTES}
        value={rule.attribute}
        error={flaws.at(field("attribute"))}
        onChange={(attribute) => set({ attribute })}
        spellCheck={false}
      />
      <Select
        id={fieldId(field("presence"))}
        label={t("editor.presence")}
        data={PRESENCES.map((each) => ({ value: each, label: t(`presence.${each}`) }))}
        value={rule.presence}
        error={flaws.at(field("presence"))}
        onChange={(chosen) => {
          const presence = PRESENCES.find((each) => each === chosen) ?? "optional";
          // What no longer has a field must not stay behind unseen.
          const gone = presence === "forbidden" ? { value: null, pattern: null, from: "profile" as const } : {};
          set({ presence, ...gone, ...(presence === "fixed" ? { pattern: null, from: "profile" as const } : {}) });
        }}
      />
      {hasValue ? (
        <TextInput
          id={fieldId(field("value"))}
          label={t(isFixed ? "editor.fixedValue" : "editor.usualValue")}
          value={rule.value ?? ""}
          error={flaws.at(field("value"))}
          onChange={(event) => set({ value: event.currentTarget.value || null })}
        />
      ) : null}
      {hasValue && !isFixed ? (
        <TextInput
          id={fieldId(field("pattern"))}
          label={t("editor.pattern")}
          value={rule.pattern ?? ""}
          error={flaws.at(field("pattern"))}
          onChange={(event) => set({ pattern: event.currentTarget.value || null })}
          classNames={{ input: "mono" }}
        />
      ) : null}
      {hasValue && !isFixed ? (
        <SourceField
          field={field("from")}
          what={rule.attribute}
          value={rule.from}
          error={flaws.at(field("from"))}
          onChange={(from) => set({ from })}
        />
      ) : null}
      <ActionIcon
        className={classes.remove}
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t("editor.removeThing", { thing: rule.attribute })}
        onClick={onRemove}
      >
        <IconX size={16} />
      </ActionIcon>
      <Note text={flaws.noteAt(field("pattern")) ?? flaws.noteAt(field("value"))} />
    </li>
  );
}
