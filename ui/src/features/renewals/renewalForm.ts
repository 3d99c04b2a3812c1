/** The values of the form for one renewal, and the request they make: what was not touched stays as it is. */
import { commonNameIn, withoutCommonName } from "@/lib/distinguishedName";
import type { CertificateDetail, KeyAlgorithm, RenewKey, RenewRequest } from "@/lib/ipc";

export const NAME_KINDS = ["dns", "ip", "email", "uri"] as const;
export type NameKind = (typeof NAME_KINDS)[number];

export type RenewalValues = Record<NameKind, string[]> & {
  key: Exclude<RenewKey, "auto">;
  /** Of a fresh key; null for that of the old one. */
  algorithm: KeyAlgorithm | null;
  /** Null for as long as the old one. */
  days: number | null;
  commonName: string;
  subjectRest: string;
  /** Hours after which the old one is revoked; null to let it expire. */
  revokeOldAfterHours: number | null;
};

export function valuesOf({ row, names }: CertificateDetail): RenewalValues {
  const of = (wanted: NameKind) => names.filter(({ kind }) => kind === wanted).map(({ value }) => value);
  return {
    // Whoever else has the old key can't be given another.
    key: row.hasKey ? "new" : "same",
    algorithm: null,
    days: null,
    dns: of("dns"),
    ip: of("ip"),
    email: of("email"),
    uri: of("uri"),
    commonName: commonNameIn(row.subject),
    subjectRest: withoutCommonName(row.subject),
    revokeOldAfterHours: null,
  };
}

export function requestOf(values: RenewalValues, certificate: CertificateDetail, token: string): RenewRequest {
  const before = valuesOf(certificate);
  const text = (field: "commonName" | "subjectRest") =>
    values[field].trim() === before[field] ? null : values[field].trim();
  const names = (kind: NameKind) => (values[kind].join("\n") === before[kind].join("\n") ? null : values[kind]);
  return {
    key: values.key,
    days: values.days,
    revokeOldAfterHours: values.revokeOldAfterHours,
    changes: {
      commonName: text("commonName"),
      subjectRest: text("subjectRest"),
      dns: names("dns"),
      ip: names("ip"),
      email: names("email"),
      uri: names("uri"),
      algorithm: values.key === "new" ? values.algorithm : null,
    },
    token,
  };
}
