import { useTranslation } from "react-i18next";
import { useNameKind } from "@/components/signing/NameList";
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
  const line = (name: string, of: (certificate: CertificateDetail) => string, mono = false): ComparedLine => {
    const [a, b] = [of(one), of(two)];
    return { name, one: a, two: b, differs: a !== b, mono };
  };
  const names = (certificate: CertificateDetail) =>
    certificate.names
      .map(({ kind, value }) => `${kindOf(kind)}: ${value}`)
      .sort()
      .join("\n");
  const extensions = new Map([...one.extensions, ...two.extensions].map(({ oid, name }) => [oid, name]));
  const extension = (certificate: CertificateDetail, oid: string) => {
    const found = certificate.extensions.find((each) => each.oid === oid);
    if (!found) return "";
    return [...(found.critical ? [t("drawer.critical")] : []), ...found.lines].join("\n");
  };
  return [
    line(t("drawer.subject"), ({ row }) => readableName(row.subject)),
    line(t("drawer.issuer"), ({ row }) => readableName(row.issuer)),
    line(t("compare.status"), ({ row }) => t(`common:status.${row.status}`)),
    line(t("compare.validFrom"), ({ row }) => formatExactTime(row.notBefore)),
    line(t("compare.validUntil"), ({ row }) => formatExactTime(row.notAfter)),
    line(t("compare.names"), names),
    line(t("drawer.key"), (each) =>
      t("drawer.keyBits", { algorithm: algorithm(each.row.keyAlgorithm), bits: each.keyBits }),
    ),
    line(t("drawer.signature"), (each) => spoken(each.signatureAlgorithm)),
    line(t("drawer.profile"), ({ row }) => (row.profile ? profileTitle(row.profile) : "")),
    line(t("drawer.owner"), ({ row }) => row.owner ?? ""),
    line(t("compare.environment"), ({ row }) => (row.environment ? t(`common:environment.${row.environment}`) : "")),
    line(t("drawer.serial"), ({ row }) => groupHex(row.serial), true),
    line(t("drawer.fingerprint"), ({ row }) => groupHex(row.fingerprint), true),
    ...[...extensions].map(([oid, name]) => line(name, (certificate) => extension(certificate, oid))),
  ];
}
