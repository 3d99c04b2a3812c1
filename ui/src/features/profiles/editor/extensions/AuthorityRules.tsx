import { Checkbox, NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TagField } from "@/components/signing/TagField";
import type { BasicConstraintsRule, NameConstraintsRule } from "@/lib/ipc";
import { typedNumber } from "@/lib/typedNumber";
import type { ExtensionsProps } from "../ExtensionsPart";
import classes from "../editor.module.css";
import { fieldId } from "../flaws";
import { Note } from "../Note";
import { SourceField } from "../SourceField";
import { Group } from "./Group";

const CONSTRAINTS = ["permitDns", "excludeDns", "permitIp", "excludeIp", "permitEmail", "excludeEmail"] as const;

/** Whether certificates are authorities', and which names these may certify. */
export function AuthorityRules({ value, onChange, flaws }: ExtensionsProps) {
  const { t } = useTranslation("profiles");
  const { basicConstraints: basic, nameConstraints } = value;
  const set = (change: Partial<BasicConstraintsRule>) => onChange({ basicConstraints: { ...basic, ...change } });
  const at = (name: string) => flaws.at(`extensions.basicConstraints.${name}`);
  const field = (name: string) => fieldId(`extensions.basicConstraints.${name}`);
  return (
    <Group title={t("extension.basicConstraints")}>
      <div className={classes.stack}>
        <Checkbox
          id={field("authority")}
          label={t("editor.isAuthority")}
          checked={basic.authority}
          error={at("authority")}
          onChange={(event) => {
            const authority = event.currentTarget.checked;
            onChange({
              basicConstraints: {
                ...basic,
                authority,
                pathLength: authority ? basic.pathLength : null,
                from: "profile",
              },
              ...(authority ? {} : { nameConstraints: NO_CONSTRAINTS }),
            });
          }}
        />
        {basic.authority ? null : (
          <Checkbox
            id={field("always")}
            label={t("editor.saysNoAuthority")}
            checked={basic.always}
            error={at("always")}
            onChange={(event) => set({ always: event.currentTarget.checked })}
          />
        )}
      </div>
      <Note text={flaws.noteAt("extensions.basicConstraints.authority")} />
      {basic.authority ? (
        <>
          <div className={`${classes.pair} ${classes.below}`}>
            <NumberInput
              id={field("pathLength")}
              label={t("editor.pathLength")}
              placeholder={t("editor.unlimited")}
              value={basic.pathLength ?? ""}
              min={0}
              max={100}
              clampBehavior="strict"
              allowDecimal={false}
              allowNegative={false}
              error={at("pathLength")}
              onChange={(length) => set({ pathLength: typedNumber(length) })}
            />
            <SourceField
              field="extensions.basicConstraints.from"
              what={t("editor.pathLength")}
              value={basic.from}
              error={at("from")}
              onChange={(from) => set({ from })}
            />
          </div>
          <div className={`${classes.pair} ${classes.below}`}>
            {CONSTRAINTS.map((name) => (
              <div key={name} id={fieldId(`extensions.nameConstraints.${name}`)}>
                <TagField
                  label={t(`constraint.${name}`)}
                  value={nameConstraints[name]}
                  error={flaws.at(`extensions.nameConstraints.${name}`, nameConstraints[name])}
                  onChange={(list) => onChange({ nameConstraints: { ...nameConstraints, [name]: list } })}
                />
              </div>
            ))}
          </div>
        </>
      ) : null}
    </Group>
  );
}

const NO_CONSTRAINTS: NameConstraintsRule = {
  permitDns: [],
  excludeDns: [],
  permitIp: [],
  excludeIp: [],
  permitEmail: [],
  excludeEmail: [],
};
