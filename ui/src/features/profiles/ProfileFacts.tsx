import { useTranslation } from "react-i18next";
import { KeyValues } from "@/components/KeyValues";
import { Listed } from "@/components/Listed";
import { Section } from "@/components/Section";
import { Usages } from "@/components/Usage";
import { useAlgorithm } from "@/components/useAlgorithm";
import { formatDate, formatNumber } from "@/lib/format";
import type { ProfileDocument } from "@/lib/ipc";
import { usageName } from "./editor/usages";
import classes from "./profiles.module.css";
import { useLifetime } from "./useLifetime";

/** Everything that a profile says, to read. What it leaves open is left out. */
export function ProfileFacts({ document }: { document: ProfileDocument }) {
  const { t } = useTranslation(["profiles", "signing"]);
  const algorithm = useAlgorithm();
  const lifetime = useLifetime();
  const { keys, validity, renewal, names, subject, extensions } = document;
  const allowed = (["dns", "ip", "email", "uri"] as const).filter((kind) => names[kind] !== null);
  const kinds = (list: readonly ("dns" | "ip" | "email" | "uri")[]) =>
    list.map((kind) => t(`signing:nameKinds.${kind}`)).join(", ");
  const lines = (list: readonly string[]) =>
    list.length > 0 ? list.map((each) => <div key={each}>{each}</div>) : null;
  return (
    <div className={classes.facts}>
      <Section title={t("section.key")}>
        <KeyValues
          items={[
            {
              label: t("fact.algorithms"),
              value: (
                <Listed
                  names={keys.algorithms.map((each) =>
                    each === keys.defaultAlgorithm ? t("defaultKey", { key: algorithm(each) }) : algorithm(each),
                  )}
                />
              ),
            },
            {
              label: t("fact.madeHere"),
              value: keys.generate ? t(keys.export ? "fact.madeAndExported" : "fact.madeAndKept") : t("fact.notMade"),
            },
          ]}
        />
      </Section>
      <Section title={t("section.validity")}>
        <KeyValues
          items={[
            { label: t("fact.usual"), value: lifetime(validity.default) },
            { label: t("fact.most"), value: lifetime(validity.maximum) },
            validity.backdateMinutes > 0
              ? { label: t("fact.backdate"), value: t("fact.minutes", { count: validity.backdateMinutes }) }
              : null,
            validity.endsAt ? { label: t("fact.endsAt"), value: formatDate(validity.endsAt) } : null,
            {
              label: t("fact.renew"),
              value: t(renewal.automatic ? "renewItself" : "renewBefore", { lifetime: lifetime(renewal.before) }),
            },
            { label: t("fact.duplicates"), value: t(`duplicates.${document.duplicates}`) },
          ]}
        />
      </Section>
      <Section title={t("section.usage")}>
        <KeyValues
          items={[
            { label: t("keyUsage"), value: <Usages names={extensions.keyUsage.usages.map(usageName)} /> },
            extensions.extendedKeyUsage.purposes.length > 0
              ? { label: t("extendedKeyUsage"), value: <Usages names={extensions.extendedKeyUsage.purposes} /> }
              : null,
            extensions.basicConstraints.authority
              ? {
                  label: t("extension.basicConstraints"),
                  value:
                    extensions.basicConstraints.pathLength === null
                      ? t("fact.authority")
                      : t("fact.authorityBelow", { count: extensions.basicConstraints.pathLength }),
                }
              : null,
            { label: t("editor.ruleSet"), value: t(`ruleSet.${document.ruleSet}`) },
          ]}
        />
      </Section>
      <Section title={t("section.names")}>
        <KeyValues
          items={[
            { label: t("fact.kinds"), value: allowed.length > 0 ? kinds(allowed) : t("fact.noNames") },
            names.oneOf.length > 0 ? { label: t("fact.oneOf"), value: kinds(names.oneOf) } : null,
            names.fromCommonName.length > 0
              ? { label: t("fact.fromCommonName"), value: kinds(names.fromCommonName) }
              : null,
            { label: t("fact.dnsWithin"), value: lines(names.dns?.suffixes ?? []) },
            names.dns ? { label: t("fact.wildcards"), value: t(names.dns.wildcards ? "fact.yes" : "fact.no") } : null,
            { label: t("fact.ipWithin"), value: lines(names.ip?.ranges ?? []) },
            { label: t("fact.emailAt"), value: lines(names.email?.domains ?? []) },
            { label: t("fact.uriSchemes"), value: lines(names.uri?.schemes ?? []) },
            { label: t("fact.uriHosts"), value: lines(names.uri?.hosts ?? []) },
            allowed.length > 0 ? { label: t("fact.maximum"), value: formatNumber(names.maximum) } : null,
            allowed.length > 0 ? { label: t("editor.decides"), value: t(`source.${names.from}`) } : null,
          ]}
        />
      </Section>
      <Section title={t("section.subject")}>
        <KeyValues
          items={[
            ...subject.attributes.map((rule) => ({
              label: rule.attribute,
              value: [
                rule.presence === "fixed" ? rule.value : t(`presence.${rule.presence}`),
                rule.presence !== "fixed" && rule.value ? t("fact.usually", { value: rule.value }) : null,
                rule.pattern ? t("fact.pattern", { pattern: rule.pattern }) : null,
                rule.from === "profile" ? null : t(`source.${rule.from}`),
              ]
                .filter(Boolean)
                .join(" · "),
            })),
            { label: t("fact.others"), value: t(`others.${subject.others}`) },
          ]}
        />
      </Section>
      <Section title={t("section.extensions")}>
        <KeyValues
          items={[
            {
              label: t("extension.revocation"),
              value: lines(extensions.revocation.crlUrls) ?? t(`urlsFrom.${extensions.revocation.from}`),
            },
            {
              label: t("extension.issuerInformation"),
              value:
                lines([...extensions.issuerInformation.issuerUrls, ...extensions.issuerInformation.ocspUrls]) ??
                t(`urlsFrom.${extensions.issuerInformation.from}`),
            },
            {
              label: t("extension.policies"),
              value: lines(extensions.policies.policies.map(({ oid, cps }) => (cps ? `${oid} · ${cps}` : oid))),
            },
            extensions.mustStaple.wanted ? { label: t("extension.ocsp"), value: t("editor.mustStaple") } : null,
            extensions.ocspNoCheck ? { label: t("editor.ocspNoCheck"), value: t("fact.yes") } : null,
            ...(["permitDns", "excludeDns", "permitIp", "excludeIp", "permitEmail", "excludeEmail"] as const).map(
              (name) => ({ label: t(`constraint.${name}`), value: lines(extensions.nameConstraints[name]) }),
            ),
            { label: t("extension.further"), value: lines(extensions.further.map(({ oid }) => oid)) },
          ]}
        />
      </Section>
    </div>
  );
}
