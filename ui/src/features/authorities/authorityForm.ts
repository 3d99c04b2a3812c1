/**
 * The values of the form that creates an authority and the request they make. What a parent
 * allows (validity, path length) is shown as limits here and enforced by the core.
 */
import { distinguishedName, type NameFields } from "@/lib/distinguishedName";
import type { AuthoritySummary, CreateAuthority, CrlRules, KeyAlgorithm } from "@/lib/ipc";
import { NO_RULES } from "./crlRules";

export type AuthorityValues = {
  name: string;
  /** "fields" builds the subject from the fields below, "text" takes `subjectText` as it is. */
  subjectMode: "fields" | "text";
  subjectText: string;
  commonName: string;
  organization: string;
  unit: string;
  locality: string;
  state: string;
  country: string;
  parent: string | null;
  key: KeyAlgorithm;
  days: number | null;
  pathLen: number | null;
  permitDns: string[];
  excludeDns: string[];
  permitIp: string[];
  excludeIp: string[];
  permitEmail: string[];
  excludeEmail: string[];
  crlUrl: string;
  aiaUrl: string;
  ocspUrl: string;
  crlDays: number | null;
  crlRules: CrlRules;
  ownPassphrase: boolean;
  passphrase: string;
  passphraseAgain: string;
};

/** A root lives long enough to be replaced in peace, an issuing authority half as long. */
const ROOT_DAYS = 7300;
const ISSUING_DAYS = 3650;

export function newAuthority(parent: AuthoritySummary | null, crlDays: number, now: Date): AuthorityValues {
  return {
    name: "",
    subjectMode: "fields",
    subjectText: "",
    commonName: "",
    organization: "",
    unit: "",
    locality: "",
    state: "",
    country: "",
    parent: parent?.id ?? null,
    key: parent ? "ecdsa-p256" : "rsa-4096",
    days: parent ? Math.min(ISSUING_DAYS, Math.max(1, daysLeft(parent.notAfter, now))) : ROOT_DAYS,
    pathLen: parent ? 0 : null,
    permitDns: [],
    excludeDns: [],
    permitIp: [],
    excludeIp: [],
    permitEmail: [],
    excludeEmail: [],
    crlUrl: "",
    aiaUrl: "",
    ocspUrl: "",
    crlDays,
    crlRules: NO_RULES,
    ownPassphrase: false,
    passphrase: "",
    passphraseAgain: "",
  };
}

/** What another parent changes about the values: the days and the path length that make sense under it. */
export function under(values: AuthorityValues, parent: AuthoritySummary | null, now: Date): AuthorityValues {
  const fresh = newAuthority(parent, values.crlDays ?? 1, now);
  return { ...values, parent: fresh.parent, days: fresh.days, pathLen: fresh.pathLen };
}

/** Whole days from now until `notAfter`; nothing an authority signs may outlive it. */
export function daysLeft(notAfter: string, now: Date): number {
  return Math.floor((Date.parse(notAfter) - now.getTime()) / 86_400_000);
}

export function subjectOf(values: AuthorityValues): string {
  if (values.subjectMode === "text") return values.subjectText.trim();
  const fields: NameFields = {
    // The name that people call it by is the common name unless another one is given.
    CN: values.commonName.trim() || values.name.trim(),
    OU: values.unit,
    O: values.organization,
    L: values.locality,
    ST: values.state,
    C: values.country,
  };
  return distinguishedName(fields);
}

export function requestOf(values: AuthorityValues): CreateAuthority {
  return {
    name: values.name.trim(),
    subject: subjectOf(values),
    key: values.key,
    days: values.days ?? 0,
    parent: values.parent,
    pathLen: values.pathLen,
    permitDns: values.permitDns,
    excludeDns: values.excludeDns,
    permitIp: values.permitIp,
    excludeIp: values.excludeIp,
    permitEmail: values.permitEmail,
    excludeEmail: values.excludeEmail,
    crlUrl: values.crlUrl.trim() || null,
    aiaUrl: values.aiaUrl.trim() || null,
    ocspUrl: values.ocspUrl.trim() || null,
    crlDays: values.crlDays ?? 0,
    crlRules: values.crlRules,
    passphrase: values.ownPassphrase ? values.passphrase : null,
  };
}
