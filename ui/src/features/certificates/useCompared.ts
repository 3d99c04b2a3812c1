import { useTranslation } from "react-i18next";
import { KEY_IDENTIFIER, USAGES } from "@/components/signing/ExtensionList";
import { useNameKind } from "@/components/signing/NameList";
import { useUsageWord } from "@/components/Usage";
import { useAlgorithm } from "@/components/useAlgorithm";
import { useProfileTitle } from "@/components/useProfileTitle";
import { useSpoken } from "@/components/useSpoken";
import { readableName } from "@/lib/distinguishedName";
import { formatExactTime, groupHex } from "@/lib/format";
import type { CertificateDetail } from "@/lib/ipc";

export type ComparedLine = { name: string; one: string; two: string; differs: boolean; mono: boolean };

/** Two certificates as lines of the same facts, extensions matched by their OID. */
export function useCompared(one: CertificateDetail, two: CertificateDetail): ComparedLine[] {
  const { t } = useTranslation(["certificates", "common"]);
  const algorithm = useAlgorithm();
  const spoken = useSpoken();
  const kindOf = useNameKind();
  const profileTitle = useProfileTitle();
  const usage = useUsageWord();
  const line = (name: string, of: (certificate: CertificateDetail) => string, mono = false): ComparedLine => {
    const [a, b] = [of(one), of(two)];
    return { name, one: a, two: b, differs: a !== b, mono };
  };
  const names = (certificate: CertificateDetail) =>
    certificate.names
      .map(({ kind, value }) => `${kindOf(kind)} ${value}`)
      .sort()
      .join("\n");
  const extensions = new Map([...one.extensions, ...two.extensions].map(({ oid, name }) => [oid, name]));
  const extension = (certificate: CertificateDetail, oid: string) => {
    const found = certificate.extensions.find((each) => each.oid === oid);
    if (!found) return "";
    const words = (text: string) => {
      if (USAGES.includes(oid)) return usage(text) ?? text;
      return KEY_IDENTIFIER.test(text) ? groupHex(text) : spoken(text);
    };
    return [...found.lines.map(words), ...(found.critical ? [t("drawer.critical")] : [])].join("\n");
  };
  const isIdentifier = (oid: string) =>
    [...one.extensions, ...two.extensions].some(
      (each) => each.oid === oid && each.lines.some((text) => KEY_IDENTIFIER.test(text)),
    );
  return [
    line(t("drawer.subject"), ({ row }) => readableName(row.subject)),
    line(t("drawer.issuer"), ({ row }) => readableName(row.issuer)),
    line(t("compare.status"), ({ row }) => t(`common:status.${row.status}`)),
    line(t("compare.validFrom"), ({ row }) => formatExactTime(row.notBefore)),
    line(t("compare.validUntil"), ({ row }) => formatExactTime(row.notAfter)),
    line(t("compare.names"), names),
    line(t("drawer.key"), ({ row, keyBits }) => {
      const called = algorithm(row.keyAlgorithm);
      // Most names hold the size: "RSA 2048".
      return /\d/.test(called) ? called : t("drawer.keyBits", { algorithm: called, bits: keyBits });
    }),
    line(t("drawer.signature"), (each) => spoken(each.signatureAlgorithm)),
    line(t("drawer.profile"), ({ row }) => (row.profile ? profileTitle(row.profile) : "")),
    line(t("drawer.owner"), ({ row }) => row.owner ?? ""),
    line(t("compare.environment"), ({ row }) => (row.environment ? t(`common:environment.${row.environment}`) : "")),
    line(t("drawer.serial"), ({ row }) => groupHex(row.serial), true),
    line(t("drawer.fingerprint"), ({ row }) => groupHex(row.fingerprint), true),
    ...[...extensions].map(([oid, name]) =>
      line(name, (certificate) => extension(certificate, oid), isIdentifier(oid)),
    ),
  ];
}
