import { useTranslation } from "react-i18next";
import { useNameKind } from "@/components/signing/NameList";
import { type ChangedPart, WhatChanges } from "@/components/signing/WhatChanges";
import { useAlgorithm } from "@/components/useAlgorithm";
import { readableName } from "@/lib/distinguishedName";
import { formatNumber } from "@/lib/format";
import type { CertificateDetail, ExtensionText, Preview } from "@/lib/ipc";

/** keyUsage and extendedKeyUsage, whose lines are names of usages (RFC 5280 §4.2.1.3 and 12). */
const USAGES: readonly string[] = ["2.5.29.15", "2.5.29.37"];

/** What has a line of its own, or changes with every certificate: subjectAltName, subjectKeyIdentifier. */
const LEFT_OUT: readonly string[] = ["2.5.29.17", "2.5.29.14"];

const DAY = 86_400_000;

/** What the new certificate will say otherwise than the one that it takes the place of. */
export function RenewalChanges({ certificate, preview }: { certificate: CertificateDetail; preview: Preview }) {
  const { t } = useTranslation("signing");
  const algorithm = useAlgorithm();
  const kindOf = useNameKind();
  const { row } = certificate;
  const named = (names: readonly { kind: string; value: string }[]) =>
    names.map(({ kind, value }) => `${kindOf(kind)} ${value}`);
  const lasts = (days: number) => [t("days", { count: days, number: formatNumber(days) })];
  const parts: ChangedPart[] = [
    { part: t("subject"), before: [readableName(row.subject)], after: [readableName(preview.subject)] },
    { part: t("names"), before: named(certificate.names), after: named(preview.names) },
    { part: t("validity"), before: lasts(daysOf(row)), after: lasts(preview.days) },
    { part: t("key"), before: [algorithm(row.keyAlgorithm)], after: [algorithm(preview.keyAlgorithm)] },
    ...extensionsOf(
      certificate.extensions,
      preview.extensions.map((each) => each.extension),
      t("critical"),
    ),
  ];
  return <WhatChanges parts={parts} />;
}

/** The last second belongs to it (RFC 5280 §4.1.2.5). */
const daysOf = ({ notBefore, notAfter }: CertificateDetail["row"]): number =>
  Math.round((Date.parse(notAfter) - Date.parse(notBefore) + 1000) / DAY);

function extensionsOf(before: readonly ExtensionText[], after: readonly ExtensionText[], critical: string) {
  const oids = new Set([...before, ...after].map(({ oid }) => oid).filter((oid) => !LEFT_OUT.includes(oid)));
  const linesOf = (all: readonly ExtensionText[], oid: string): string[] => {
    const found = all.find((each) => each.oid === oid);
    if (!found) return [];
    return found.critical ? [critical, ...found.lines] : found.lines;
  };
  return [...oids].map((oid) => ({
    part: [...after, ...before].find((each) => each.oid === oid)?.name ?? oid,
    before: linesOf(before, oid),
    after: linesOf(after, oid),
    usages: USAGES.includes(oid),
  }));
}
