// What signing, revoking, exporting and reading files would answer.
import type {
  ExportedFile,
  Inspected,
  IssueRequest,
  Preview,
  ProfileView,
  ReleasePreview,
  RevocationPreview,
  Selection,
} from "@/lib/ipc/bindings";
import type { Estate, FakeCertificate } from "./estate";
import { later } from "./estate";
import { extensions, passes, pem, refused } from "./inventory";

export function previewIssue(estate: Estate, profiles: ProfileView[], request: IssueRequest): Preview {
  const issuer = estate.authorities.find(({ id }) => id === request.authority);
  const rules = profiles.find(({ name }) => name === request.profile);
  if (!issuer || !rules) throw refused("not-found", "The authority is not in this vault any more.", "authority");
  if (request.commonName.trim() === "" && request.key.kind === "generate")
    throw refused("subject-empty", "A certificate needs a common name.", "commonName");
  const names = [
    ...request.dns.map((value) => ({ kind: "dns", value })),
    ...request.ip.map((value) => ({ kind: "ip", value })),
    ...request.email.map((value) => ({ kind: "email", value })),
    ...request.uri.map((value) => ({ kind: "uri", value })),
  ];
  const wrong = names.find(({ kind, value }) => kind === "dns" && !/^(\*\.)?[a-z0-9.-]+$/i.test(value));
  const days = request.days ?? rules.maxDays;
  const findings: Preview["findings"] = [];
  if (days > rules.maxDays)
    findings.push({
      code: "days",
      severity: "error",
      message: `The profile allows at most ${rules.maxDays} days.`,
      field: "days",
      source: "profile",
      overridable: false,
    });
  if (wrong)
    findings.push({
      code: "dns",
      severity: "error",
      message: `“${wrong.value}” is not a DNS name.`,
      field: "dns",
      source: "names",
      overridable: false,
    });
  if (!request.metadata.owner)
    findings.push({
      code: "owner",
      severity: "info",
      message: "Nobody is named as its owner.",
      field: "owner",
      source: "lint",
      overridable: false,
    });
  if (request.subjectRest?.includes("O=Odd"))
    findings.push({
      code: "rfc5280.email_not_in_san",
      severity: "error",
      message: "Its subject has an e-mail address that is not among its subject alternative names.",
      field: null,
      source: "RFC 5280 §4.1.2.6",
      overridable: true,
    });
  return {
    subject: `CN=${request.commonName}${request.subjectRest ? `,${request.subjectRest}` : ""}`,
    issuer: issuer.subject,
    notBefore: later(estate.now, 0),
    notAfter: later(estate.now, days),
    days,
    serial: "drawn at random when it is signed",
    keyAlgorithm: request.key.kind === "generate" ? (request.key.algorithm ?? rules.defaultAlgorithm) : "ecdsa-p256",
    names,
    extensions: extensions(false, request.dns).map((extension, n) => ({
      extension,
      from: n === 3 ? "request" : n > 3 ? "authority" : "profile",
    })),
    findings,
    duplicates: estate.certificates.filter((c) => c.status === "active" && c.label === request.commonName),
    csr:
      request.key.kind === "csr"
        ? {
            subject: "CN=asked.corp.example",
            keyAlgorithm: "ecdsa-p256",
            names,
            extensions: extensions(false, request.dns),
            signatureValid: true,
            fields: [
              {
                field: "subject.CN",
                label: "Subject CN",
                asked: ["asked.corp.example"],
                signed: [request.commonName || "asked.corp.example"],
                by: request.commonName ? "form" : "request",
                why: null,
              },
              {
                field: "2.5.29.15",
                label: "Key usage",
                asked: ["critical", "digitalSignature", "keyCertSign"],
                signed: ["critical", "digitalSignature"],
                by: "profile",
                why: "The profile decides on key usage alone.",
              },
            ],
          }
        : null,
  };
}

export const chosen = (estate: Estate, selection: Selection): FakeCertificate[] =>
  estate.certificates.filter((c) =>
    selection.kind === "ids"
      ? selection.ids.includes(c.id)
      : selection.kind === "matching"
        ? passes(c, selection.filter)
        : c.status === "on-hold",
  );

export function previewRelease(estate: Estate, selection: Selection): ReleasePreview {
  const rows = chosen(estate, selection);
  const held = rows.filter(({ status }) => status === "on-hold");
  return {
    onHold: held.length,
    others: rows.length - held.length,
    mark: rows.map(({ id }) => id).join(),
    authorities: estate.authorities
      .filter(({ id }) => held.some(({ authorityId }) => authorityId === id))
      .map(({ id, name, keyState }) => ({ id, name, keyState, outlook: ["The CRL that says so goes out at once."] })),
  };
}

export function previewRevocation(estate: Estate, selection: Selection): RevocationPreview {
  const rows = chosen(estate, selection);
  return {
    certificates: rows.length,
    mark: rows.map(({ id }) => id).join(),
    alreadyRevoked: rows.filter(({ status }) => status === "revoked").length,
    notOurs: rows.filter(({ origin }) => origin === "imported").length,
    active: rows.filter(({ status }) => status === "active").length,
    authorities: estate.authorities
      .filter(({ id }) => rows.some(({ authorityId }) => authorityId === id))
      .map(({ id, name, keyState }) => ({ id, name, keyState, outlook: ["The CRL that says so goes out at once."] })),
    dependents: dependents(estate, rows),
    examples: rows.slice(0, 5),
  };
}

function dependents({ authorities }: Estate, rows: FakeCertificate[]): RevocationPreview["dependents"] {
  const falling = authorities.filter(({ certificateId }) => rows.some(({ id }) => id === certificateId));
  const below = authorities.filter(({ parentId }) => falling.some(({ id }) => id === parentId));
  if (falling.length === 0) return null;
  return {
    active: [...falling, ...below].reduce((sum, { active }) => sum + active, 0),
    authorities: falling.map(({ name }) => name),
    below: below.map(({ name }) => name),
  };
}

export const exported = (path: string, certificates = 1): ExportedFile => {
  if (!path.startsWith("/")) throw refused("path-relative", "Give the whole path, beginning with a slash.", "path");
  return {
    path,
    bytes: 1834 * Math.max(1, certificates),
    sha256: "9b2ce07741af3d58c6a1f2aa60d1f2aa9b2ce07741af3d58c6a1f2aa60d1f2aa",
    certificates,
    files: [],
    warning: null,
  };
};

export const inspected = (): Inspected[] => [
  {
    kind: "certificate",
    title: "api.corp.example",
    summary: [
      { label: "Subject", value: "CN=api.corp.example,O=Example Corp" },
      { label: "Issuer", value: "CN=Issuing CA West,O=Example Corp" },
      { label: "Valid until", value: "2027-01-12 10:00:00 UTC" },
    ],
    ends: "2027-01-12T10:00:00Z",
    extensions: extensions(false, ["api.corp.example"]),
    pem,
    certificateId: null,
  },
];

export const authorityPreview = (
  { now }: Estate,
  { subject, issuer, days, key }: Pick<Preview, "subject" | "issuer" | "days"> & { key: string },
): Preview => ({
  subject,
  issuer,
  notBefore: new Date(now).toISOString(),
  notAfter: new Date(now + days * 86_400_000).toISOString(),
  days,
  serial: "4e9107c2a5d033be9f1062a877d41c054e9107c2",
  keyAlgorithm: key,
  names: [],
  extensions: extensions(true, []).map((extension) => ({ extension, from: "authority" as const })),
  findings: [],
  duplicates: [],
  csr: null,
});
