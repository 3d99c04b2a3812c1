import { Checkbox, NumberInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { TagField } from "@/components/signing/TagField";
import type { NameKind, NameRules } from "@/lib/ipc";
import { typedNumber } from "@/lib/typedNumber";
import classes from "./editor.module.css";
import { type Flaws, fieldId } from "./flaws";
import { Note } from "./Note";
import type { PartProps } from "./part";
import { SourceField } from "./SourceField";

const KINDS: readonly NameKind[] = ["dns", "ip", "email", "uri"];

/** Which subject alternative names are certified, and where they come from. */
export function NamesPart({ value, onChange, flaws }: PartProps<"names">) {
  const { t } = useTranslation("profiles");
  const set = (change: Partial<NameRules>) => onChange({ ...value, ...change });
  const allowed = KINDS.filter((kind) => value[kind] !== null);
  const allow = (kind: NameKind, is: boolean) => {
    const rule = { dns: { suffixes: [], wildcards: false }, ip: { ranges: [] }, email: { domains: [] } };
    const fresh = kind === "uri" ? { schemes: [], hosts: [] } : rule[kind];
    const others = (kinds: readonly NameKind[]) => kinds.filter((each) => is || each !== kind);
    set({
      [kind]: is ? fresh : null,
      // A kind that is not allowed can neither be needed nor be taken from the common name.
      oneOf: others(value.oneOf),
      fromCommonName: others(value.fromCommonName),
    });
  };
  const bounds = (kind: NameKind, name: string, list: string[], write: (list: string[]) => void) => (
    <Bounds field={`names.${kind}.${name}`} list={list} onChange={write} flaws={flaws} />
  );
  return (
    <Section title={t("section.names")} description={t("editor.namesHint")}>
      <Kind kind="dns" on={value.dns !== null} onChange={(on) => allow("dns", on)} error={flaws.at("names.dns")}>
        {value.dns ? (
          <>
            {bounds("dns", "suffixes", value.dns.suffixes, (suffixes) =>
              set({ dns: { wildcards: value.dns?.wildcards ?? false, suffixes } }),
            )}
            <Checkbox
              id={fieldId("names.dns.wildcards")}
              label={t("editor.wildcards")}
              checked={value.dns.wildcards}
              error={flaws.at("names.dns.wildcards")}
              onChange={(event) =>
                set({ dns: { suffixes: value.dns?.suffixes ?? [], wildcards: event.currentTarget.checked } })
              }
            />
            <Note text={flaws.noteAt("names.dns.wildcards")} />
          </>
        ) : null}
      </Kind>
      <Kind kind="ip" on={value.ip !== null} onChange={(on) => allow("ip", on)} error={flaws.at("names.ip")}>
        {value.ip ? bounds("ip", "ranges", value.ip.ranges, (ranges) => set({ ip: { ranges } })) : null}
      </Kind>
      <Kind
        kind="email"
        on={value.email !== null}
        onChange={(on) => allow("email", on)}
        error={flaws.at("names.email")}
      >
        {value.email ? bounds("email", "domains", value.email.domains, (domains) => set({ email: { domains } })) : null}
      </Kind>
      <Kind kind="uri" on={value.uri !== null} onChange={(on) => allow("uri", on)} error={flaws.at("names.uri")}>
        {value.uri ? (
          <>
            {bounds("uri", "schemes", value.uri.schemes, (schemes) =>
              set({ uri: { hosts: value.uri?.hosts ?? [], schemes } }),
            )}
            {bounds("uri", "hosts", value.uri.hosts, (hosts) =>
              set({ uri: { schemes: value.uri?.schemes ?? [], hosts } }),
            )}
          </>
        ) : null}
      </Kind>
      <div className={`${classes.pair} ${classes.below}`}>
        {allowed.length > 0 ? (
          <>
            <Kinds
              field="names.oneOf"
              label={t("editor.oneOf")}
              kinds={allowed}
              value={value.oneOf}
              onChange={(oneOf) => set({ oneOf })}
              flaws={flaws}
            />
            <Kinds
              field="names.fromCommonName"
              label={t("editor.fromCommonName")}
              kinds={allowed}
              value={value.fromCommonName}
              onChange={(fromCommonName) => set({ fromCommonName })}
              flaws={flaws}
            />
            <NumberInput
              id={fieldId("names.maximum")}
              label={t("editor.maximumNames")}
              value={value.maximum}
              min={0}
              max={1_000_000}
              clampBehavior="strict"
              allowDecimal={false}
              allowNegative={false}
              error={flaws.at("names.maximum")}
              onChange={(maximum) => set({ maximum: typedNumber(maximum) ?? 0 })}
            />
          </>
        ) : null}
        <SourceField
          field="names.from"
          what={t("section.names")}
          value={value.from}
          error={flaws.at("names.from")}
          onChange={(from) => set({ from })}
        />
      </div>
      <Note text={flaws.noteAt("names.from") ?? flaws.noteAt("names.oneOf")} />
    </Section>
  );
}

function Kind({
  kind,
  on,
  onChange,
  error,
  children,
}: {
  kind: NameKind;
  on: boolean;
  onChange: (on: boolean) => void;
  error: string | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslation("profiles");
  return (
    <div className={classes.choice}>
      <Checkbox
        id={fieldId(`names.${kind}`)}
        label={t(`editor.allow.${kind}`)}
        checked={on}
        error={error}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {on ? <div className={classes.inner}>{children}</div> : null}
    </div>
  );
}

/** A list of bounds, each entry with what is wrong with it. */
function Bounds({
  field,
  list,
  onChange,
  flaws,
}: {
  field: string;
  list: string[];
  onChange: (list: string[]) => void;
  flaws: Flaws;
}) {
  const { t } = useTranslation("profiles");
  const name = field.split(".").at(-1) as "suffixes" | "ranges" | "domains" | "schemes" | "hosts";
  return (
    <div id={fieldId(field)}>
      <TagField
        label={t(`bounds.${name}`)}
        description={t(`boundsHint.${name}`)}
        placeholder={t("editor.any")}
        value={list}
        onChange={onChange}
        error={flaws.at(field, list)}
      />
      <Note text={flaws.noteAt(field, list)} />
    </div>
  );
}

function Kinds({
  field,
  label,
  kinds,
  value,
  onChange,
  flaws,
}: {
  field: string;
  label: string;
  kinds: readonly NameKind[];
  value: NameKind[];
  onChange: (value: NameKind[]) => void;
  flaws: Flaws;
}) {
  const { t } = useTranslation(["profiles", "signing"]);
  return (
    <Checkbox.Group
      id={fieldId(field)}
      label={label}
      value={value}
      error={flaws.at(field)}
      onChange={(chosen) => onChange(KINDS.filter((kind) => chosen.includes(kind)))}
    >
      <div className={classes.row}>
        {kinds.map((kind) => (
          <Checkbox key={kind} value={kind} label={t(`signing:nameKinds.${kind}`)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
