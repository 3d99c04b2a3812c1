import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import type { ProfileDocument } from "@/lib/ipc";
import { AuthorityRules } from "./extensions/AuthorityRules";
import { FurtherRules } from "./extensions/FurtherRules";
import { PolicyRules } from "./extensions/PolicyRules";
import { UrlRules } from "./extensions/UrlRules";
import type { Flaws } from "./flaws";

export type ExtensionRules = ProfileDocument["extensions"];

/** A part of the extensions: all of them, as some rules depend on others. */
export type ExtensionsProps = {
  value: ExtensionRules;
  onChange: (change: Partial<ExtensionRules>) => void;
  flaws: Flaws;
};

/** Every extension but names and usages. */
export function ExtensionsPart({ value, onChange, flaws }: ExtensionsProps) {
  const { t } = useTranslation("profiles");
  return (
    <Section title={t("section.extensions")}>
      <AuthorityRules value={value} onChange={onChange} flaws={flaws} />
      <PolicyRules value={value} onChange={onChange} flaws={flaws} />
      <UrlRules value={value} onChange={onChange} flaws={flaws} />
      <FurtherRules value={value} onChange={onChange} flaws={flaws} />
    </Section>
  );
}
