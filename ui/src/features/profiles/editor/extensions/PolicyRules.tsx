import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TagField } from "@/components/signing/TagField";
import type { PoliciesRule, PolicyRule } from "@/lib/ipc";
import type { ExtensionsProps } from "../ExtensionsPart";
import classes from "../editor.module.css";
import { fieldId } from "../flaws";
import { Note } from "../Note";
import { SourceField } from "../SourceField";
import { Group } from "./Group";

/** Under which policies certificates are issued, with what explains these. */
export function PolicyRules({ value: { policies: rule }, onChange, flaws }: ExtensionsProps) {
  const { t } = useTranslation("profiles");
  const set = (change: Partial<PoliciesRule>) => onChange({ policies: { ...rule, ...change } });
  const put = (index: number, change: Partial<PolicyRule>) =>
    set({ policies: rule.policies.map((each, at) => (at === index ? { ...each, ...change } : each)) });
  return (
    <Group
      title={t("extension.policies")}
      action={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set({ policies: [...rule.policies, { oid: "", cps: null, notice: null }] })}
        >
          {t("editor.addPolicy")}
        </Button>
      }
    >
      {rule.policies.length === 0 ? <p className={classes.quiet}>{t("editor.noPolicies")}</p> : null}
      <ul className={classes.rules} id={fieldId("extensions.policies.policies")}>
        {rule.policies.map((policy, index) => {
          const field = (name: string) => `extensions.policies.policies.${index}.${name}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a policy's place is what tells it apart while it is written.
            <li key={index} className={classes.rule} id={fieldId(`extensions.policies.policies.${index}`)}>
              <TextInput
                id={fieldId(field("oid"))}
                label={t("editor.oid")}
                value={policy.oid}
                error={flaws.at(field("oid"))}
                onChange={(event) => put(index, { oid: event.currentTarget.value })}
                classNames={{ input: "mono" }}
              />
              <TextInput
                id={fieldId(field("cps"))}
                label={t("editor.cps")}
                placeholder="https://"
                value={policy.cps ?? ""}
                error={flaws.at(field("cps"))}
                onChange={(event) => put(index, { cps: event.currentTarget.value || null })}
              />
              <TextInput
                id={fieldId(field("notice"))}
                label={t("editor.notice")}
                value={policy.notice ?? ""}
                error={flaws.at(field("notice"))}
                onChange={(event) => put(index, { notice: event.currentTarget.value || null })}
              />
              <ActionIcon
                className={classes.remove}
                variant="subtle"
                color="gray"
                size={32}
                aria-label={t("editor.removeThing", { thing: policy.oid })}
                onClick={() => set({ policies: rule.policies.filter((_, at) => at !== index) })}
              >
                <IconX size={16} />
              </ActionIcon>
              <Note text={flaws.noteAt(field("notice")) ?? flaws.noteAt(field("oid"))} />
            </li>
          );
        })}
      </ul>
      <div className={`${classes.pair} ${classes.below}`}>
        <SourceField
          field="extensions.policies.from"
          what={t("extension.policies")}
          value={rule.from}
          error={flaws.at("extensions.policies.from")}
          onChange={(from) => set(from === "within-bounds" ? { from } : { from, also: [] })}
        />
        {rule.policies.length > 0 ? (
          <Checkbox
            id={fieldId("extensions.policies.critical")}
            className={classes.levelled}
            label={t("editor.critical")}
            checked={rule.critical}
            error={flaws.at("extensions.policies.critical")}
            onChange={(event) => set({ critical: event.currentTarget.checked })}
          />
        ) : null}
      </div>
      {rule.from === "within-bounds" ? (
        <div className={classes.below} id={fieldId("extensions.policies.also")}>
          <TagField
            label={t("editor.alsoPolicies")}
            value={rule.also}
            error={flaws.at("extensions.policies.also", rule.also)}
            onChange={(also) => set({ also })}
          />
        </div>
      ) : null}
    </Group>
  );
}
