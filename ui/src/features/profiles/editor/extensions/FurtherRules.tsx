import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TagField } from "@/components/signing/TagField";
import type { FurtherExtension } from "@/lib/ipc";
import type { ExtensionsProps } from "../ExtensionsPart";
import classes from "../editor.module.css";
import { fieldId } from "../flaws";
import { Note } from "../Note";
import { SourceField } from "../SourceField";
import { Group } from "./Group";

/** Extensions that have no rule of their own: by OID and the DER of their value. */
export function FurtherRules({ value: { further }, onChange, flaws }: ExtensionsProps) {
  const { t } = useTranslation("profiles");
  const put = (index: number, change: Partial<FurtherExtension>) =>
    onChange({ further: further.map((each, at) => (at === index ? { ...each, ...change } : each)) });
  return (
    <Group
      title={t("extension.further")}
      action={
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            onChange({ further: [...further, { oid: "", critical: false, der: null, also: [], from: "profile" }] })
          }
        >
          {t("editor.addExtension")}
        </Button>
      }
    >
      {further.length === 0 ? <p className={classes.quiet}>{t("editor.noFurther")}</p> : null}
      <ul className={classes.rules} id={fieldId("extensions.further")}>
        {further.map((extension, index) => {
          const field = (name: string) => `extensions.further.${index}.${name}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: its place is what tells it apart while it is written.
            <li key={index} className={classes.rule} id={fieldId(`extensions.further.${index}`)}>
              <TextInput
                id={fieldId(field("oid"))}
                label={t("editor.oid")}
                value={extension.oid}
                error={flaws.at(field("oid"))}
                onChange={(event) => put(index, { oid: event.currentTarget.value })}
                classNames={{ input: "mono" }}
              />
              <TextInput
                id={fieldId(field("der"))}
                label={t("editor.der")}
                placeholder="0500"
                value={extension.der ?? ""}
                error={flaws.at(field("der"))}
                onChange={(event) => put(index, { der: event.currentTarget.value || null })}
                classNames={{ input: "mono" }}
              />
              <SourceField
                field={field("from")}
                what={extension.oid}
                value={extension.from}
                error={flaws.at(field("from"))}
                onChange={(from) => put(index, from === "within-bounds" ? { from } : { from, also: [] })}
              />
              <Checkbox
                id={fieldId(field("critical"))}
                className={classes.levelled}
                label={t("editor.critical")}
                checked={extension.critical}
                error={flaws.at(field("critical"))}
                onChange={(event) => put(index, { critical: event.currentTarget.checked })}
              />
              <ActionIcon
                className={classes.remove}
                variant="subtle"
                color="gray"
                size={32}
                aria-label={t("editor.removeThing", { thing: extension.oid })}
                onClick={() => onChange({ further: further.filter((_, at) => at !== index) })}
              >
                <IconX size={16} />
              </ActionIcon>
              {extension.from === "within-bounds" ? (
                <div className={classes.whole} id={fieldId(field("also"))}>
                  <TagField
                    label={t("editor.alsoValues")}
                    value={extension.also}
                    error={flaws.at(field("also"), extension.also)}
                    onChange={(also) => put(index, { also })}
                  />
                </div>
              ) : null}
              <Note text={flaws.noteAt(field("oid")) ?? flaws.noteAt(field("critical"))} />
            </li>
          );
        })}
      </ul>
    </Group>
  );
}
