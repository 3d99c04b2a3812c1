/**
 * The values of the issue form, the request they make, and where the core's findings belong.
 * What is allowed is the profile's business and the core's to say; nothing is refused here.
 */
import { type Attribute, distinguishedName, type NameFields } from "@/lib/distinguishedName";
import type { Environment, Finding, IssueRequest, KeyAlgorithm, ProfileName } from "@/lib/ipc";

export type IssueValues = {
  authority: string;
  profile: ProfileName;
  keySource: "generate" | "csr";
  /** Null takes the profile's own. */
  algorithm: KeyAlgorithm | null;
  csr: string;
  commonName: string;
  dns: string[];
  ip: string[];
  email: string[];
  uri: string[];
  /** Null takes the profile's own. */
  days: number | null;
  /** For profiles that count in hours, instead of days. */
  hours: number | null;
  /** Attributes that the profile has a rule for and the form no other field. */
  more: Record<string, string>;
  organization: string;
  unit: string;
  locality: string;
  state: string;
  country: string;
  owner: string;
  environment: Environment | null;
  notes: string;
  allowDuplicate: boolean;
  /** The lint rules that are signed past. */
  overrideLint: string[];
};

/** The fields of the form to which a finding or an error can belong. */
export const FIELDS = [
  "authority",
  "profile",
  "key",
  "csr",
  "commonName",
  "dns",
  "ip",
  "email",
  "uri",
  "days",
  "hours",
  "subjectRest",
  "owner",
  "environment",
  "notes",
] as const;
export type Field = (typeof FIELDS)[number];

/** The fields that name whom the certificate is for. */
export const NAMES: readonly Field[] = ["commonName", "dns", "ip", "email", "uri"];

export function emptyValues(authority: string, profile: ProfileName): IssueValues {
  return {
    authority,
    profile,
    keySource: "generate",
    algorithm: null,
    csr: "",
    commonName: "",
    dns: [],
    ip: [],
    email: [],
    uri: [],
    days: null,
    hours: null,
    more: {},
    organization: "",
    unit: "",
    locality: "",
    state: "",
    country: "",
    owner: "",
    environment: null,
    notes: "",
    allowDuplicate: false,
    overrideLint: [],
  };
}

/** The attribute that a field of the subject is. */
export const ATTRIBUTE_OF = {
  organization: "O",
  unit: "OU",
  locality: "L",
  state: "ST",
  country: "C",
} as const;

/** `isClosed` tells of attributes that the profile leaves nothing to write about. */
export function requestOf(
  values: IssueValues,
  token: string,
  isClosed: (attribute: string) => boolean = () => false,
): IssueRequest {
  const subject: NameFields = {};
  for (const [field, attribute] of Object.entries(ATTRIBUTE_OF) as [keyof typeof ATTRIBUTE_OF, Attribute][]) {
    if (!isClosed(attribute)) subject[attribute] = values[field];
  }
  const more = Object.entries(values.more).filter(([attribute]) => !isClosed(attribute));
  return {
    authority: values.authority,
    profile: values.profile,
    key:
      values.keySource === "csr"
        ? { kind: "csr", pem: values.csr.trim() }
        : { kind: "generate", algorithm: values.algorithm },
    commonName: values.commonName.trim(),
    subjectRest: distinguishedName(subject, Object.fromEntries(more)) || null,
    dns: values.dns,
    ip: values.ip,
    email: values.email,
    uri: values.uri,
    days: values.days,
    hours: values.hours,
    until: null,
    metadata: {
      owner: values.owner.trim() || null,
      environment: values.environment,
      notes: values.notes.trim() || null,
    },
    allowDuplicate: values.allowDuplicate,
    overrideLint: values.overrideLint,
    token,
  };
}

/** Which field a finding's path ("dns", "dns[2]", "key.pem", "metadata.owner") belongs to. */
export function fieldOf(path: string | null, keySource: IssueValues["keySource"]): Field | null {
  if (path === null) return null;
  const [first = "", second = ""] = path.split(/[.[\]]+/);
  if (first === "key" || first === "csr") return keySource === "csr" ? "csr" : "key";
  const name = first === "metadata" ? second : first;
  return FIELDS.find((field) => field === name) ?? null;
}

export type Placed = { byField: Partial<Record<Field, Finding[]>>; elsewhere: Finding[] };

/** Sorts findings to the fields they speak of; what speaks of none is shown above the button. */
export function placed(findings: readonly Finding[], keySource: IssueValues["keySource"]): Placed {
  const result: Placed = { byField: {}, elsewhere: [] };
  for (const finding of findings) {
    const field = fieldOf(finding.field, keySource);
    if (field === null) result.elsewhere.push(finding);
    else result.byField[field] = [...(result.byField[field] ?? []), finding];
  }
  return result;
}

/** Whether an error stands in the way that is not signed past. */
export function blocks(findings: readonly Finding[], overridden: readonly string[]): boolean {
  return findings.some(
    ({ severity, overridable, code }) => severity === "error" && !(overridable && overridden.includes(code)),
  );
}

/** Enough is filled in for the core to say something useful about it. */
export function worthPreviewing(values: IssueValues): boolean {
  if (values.authority === "") return false;
  if (values.keySource === "csr") return values.csr.trim() !== "";
  return (
    values.commonName.trim() !== "" ||
    values.dns.length + values.ip.length + values.email.length + values.uri.length > 0
  );
}
