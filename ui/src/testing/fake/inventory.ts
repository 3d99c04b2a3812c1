// Lists, counts and details over the fake estate.

import { anyCertificate } from "@/lib/filter";
import type {
  AuthorityDetail,
  CertificateDetail,
  CertificateFilter,
  CertificatePage,
  CertificateQuery,
  CertificateRow,
  ChainLink,
  CrlOverview,
  CrlRules,
  Dashboard,
  ExtensionText,
  Facet,
  Facets,
  LintFinding,
  Status,
} from "@/lib/ipc/bindings";
import { type Estate, type FakeCertificate, later } from "./estate";

export const pem = `-----BEGIN CERTIFICATE-----
MIIBtjCCAVugAwIBAgITBmyf1XSXNmY/Owua2eiedgPySjAKBggqhkjOPQQDAjA5
MQswCQYDVQQGEwJVUzEPMA0GA1UEChMGQW1hem9uMRkwFwYDVQQDExBBbWF6b24g
Um9vdCBDQSAzMB4XDTE1MDUyNjAwMDAwMFoXDTQwMDUyNjAwMDAwMFowOTELMAkG
-----END CERTIFICATE-----
`;

export const refused = (code: string, message: string, field: string | null = null) => ({ code, message, field });

const lintRules: LintFinding[] = [
  {
    id: "rfc5280.email_not_in_san",
    set: "rfc5280",
    severity: "error",
    source: "RFC 5280 §4.1.2.6",
    sentence: "Its subject has an e-mail address that is not among its subject alternative names.",
    detail: "ops@corp.example",
  },
  {
    id: "rfc5280.no_way_to_learn_of_revocation",
    set: "rfc5280",
    severity: "notice",
    source: "RFC 5280 §4.2.1.13",
    sentence: "It says neither where its CRL is found nor who answers OCSP.",
    detail: null,
  },
];

/** What lint says: every tenth certificate has an error, every other one is worth a notice. */
function lintOf({ id }: { id: string }): LintFinding[] {
  const number = Number(id.split("-").at(-1));
  return lintRules.filter(({ severity }) => number % (severity === "error" ? 10 : 2) === 0);
}

/** What it is here, whatever its issuer says. */
const statusOf = ({ status }: CertificateRow): Status => (status === "revoked-elsewhere" ? "active" : status);

export function passes(row: FakeCertificate, filter: CertificateFilter): boolean {
  const text = filter.text?.toLowerCase().trim();
  const found = (value: string) => value.toLowerCase().includes(text ?? "");
  return (
    (!text || [row.label, row.subject, row.serial, row.fingerprint, row.notes ?? "", ...row.dns].some(found)) &&
    (filter.status.length === 0 || filter.status.includes(statusOf(row))) &&
    (!filter.expiresFrom || (statusOf(row) === "active" && row.notAfter >= filter.expiresFrom)) &&
    (!filter.expiresUntil || (statusOf(row) === "active" && row.notAfter < filter.expiresUntil)) &&
    (!filter.authority || row.authorityId === filter.authority) &&
    (!filter.profile || row.profile === filter.profile) &&
    (!filter.keyAlgorithm || row.keyAlgorithm === filter.keyAlgorithm) &&
    (!filter.environment || row.environment === filter.environment) &&
    (filter.owner === null || row.owner === filter.owner) &&
    (!filter.origin || row.origin === filter.origin) &&
    (filter.superseded === null ||
      filter.superseded === undefined ||
      (row.replacedBy !== null) === filter.superseded) &&
    (filter.revokedElsewhere === null ||
      filter.revokedElsewhere === undefined ||
      (row.watched?.standing === "revoked") === filter.revokedElsewhere) &&
    (!filter.tag || row.tags.includes(filter.tag)) &&
    (filter.isCa === null || row.isCa === filter.isCa) &&
    (!filter.finding || lintOf(row).some(({ id, severity }) => filter.finding === id || filter.finding === severity))
  );
}

const row = ({ authorityId: _a, dns: _d, notes: _n, tags: _t, replacedBy: _r, ...rest }: FakeCertificate) => rest;

/** The versions before a certificate, newest first. */
export function earlier(estate: Estate, id: string): CertificateRow[] {
  const before = estate.certificates.find(({ replacedBy }) => replacedBy === id);
  return before ? [row(before), ...earlier(estate, before.id)] : [];
}

export function list(estate: Estate, query: CertificateQuery): CertificatePage {
  const { certificates } = estate;
  const by = { expires: "notAfter", name: "label", added: "createdAt" } as const;
  const column = by[query.sort.by];
  const rows = certificates
    .filter((certificate) => passes(certificate, query.filter))
    .sort((a, b) => a[column].localeCompare(b[column]) || a.id.localeCompare(b.id));
  if (query.sort.descending) rows.reverse();
  const from = (query.after === null ? 0 : Number(query.after)) + (query.skip ?? 0);
  const until = from + query.limit;
  const page = rows.slice(from, until);
  const versions = page.map(({ id }) => [id, earlier(estate, id).length] as const).filter(([, count]) => count > 0);
  return {
    rows: page.map(row),
    earlier: Object.fromEntries(versions),
    next: until < rows.length ? String(until) : null,
  };
}

export function facets({ certificates, authorities }: Estate): Facets {
  const count = (
    of: (certificate: FakeCertificate) => string | string[] | null,
    label: (value: string) => string = (v) => v,
  ): Facet[] => {
    const counts = new Map<string, number>();
    for (const certificate of certificates.filter(({ replacedBy }) => replacedBy === null)) {
      for (const value of [of(certificate) ?? []].flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts]
      .map(([value, number]) => ({ value, label: label(value), count: number }))
      .sort((a, b) => b.count - a.count);
  };
  return {
    authorities: count(
      (c) => c.authorityId,
      (id) => authorities.find((ca) => ca.id === id)?.name ?? id,
    ),
    keyAlgorithms: count((c) => c.keyAlgorithm),
    environments: count((c) => c.environment),
    owners: count((c) => c.owner),
    profiles: count((c) => c.profile),
    tags: count((c) => c.tags),
    findings: lintRules
      .map(({ id: value, severity, sentence }) => ({
        value,
        severity,
        sentence,
        count: certificates.filter((c) => lintOf(c).some(({ id }) => id === value)).length,
      }))
      .filter(({ count }) => count > 0),
  };
}

export const extensions = (ca: boolean, dns: string[]): ExtensionText[] =>
  said(ca, dns).map((extension) => ({ ...extension, value: "30030101FF020100" }));

const said = (ca: boolean, dns: string[]): Omit<ExtensionText, "value">[] => [
  {
    oid: "2.5.29.19",
    name: "Basic constraints",
    critical: true,
    lines: [ca ? "Certificate authority, path length 0" : "Not a certificate authority"],
  },
  {
    oid: "2.5.29.15",
    name: "Key usage",
    critical: true,
    lines: ca ? ["Certificate signing", "CRL signing"] : ["digitalSignature"],
  },
  ...(ca ? [] : [{ oid: "2.5.29.37", name: "Extended key usage", critical: false, lines: ["serverAuth"] }]),
  ...(dns.length > 0
    ? [{ oid: "2.5.29.17", name: "Subject alternative name", critical: false, lines: dns.map((name) => `dns:${name}`) }]
    : []),
  {
    oid: "2.5.29.14",
    name: "Subject key identifier",
    critical: false,
    lines: ["8F:12:77:A0:4C:3D:91:EE:02:B5:66:10:3F:DA:8C:77:51:B0:94:E2"],
  },
  {
    oid: "2.5.29.35",
    name: "Authority key identifier",
    critical: false,
    lines: ["4C:3D:91:EE:02:B5:66:10:3F:DA:8C:77:51:B0:94:E2:8F:12:77:A0"],
  },
];

function chain({ authorities }: Estate, authorityId: string | null): ChainLink[] {
  const links: ChainLink[] = [];
  for (let id = authorityId; id !== null; ) {
    const ca = authorities.find((authority) => authority.id === id);
    if (!ca) break;
    links.unshift({
      certificateId: ca.certificateId,
      label: ca.name,
      notAfter: ca.notAfter,
      status: ca.status,
      isRoot: ca.isRoot,
      signatureOk: true,
    });
    id = ca.parentId;
  }
  return links;
}

export function certificate(estate: Estate, id: string): CertificateDetail {
  const found = estate.certificates.find((certificate) => certificate.id === id);
  if (!found) throw refused("not-found", `There is no certificate ${id} in this vault.`);
  const self: ChainLink = {
    certificateId: id,
    label: found.label,
    notAfter: found.notAfter,
    status: statusOf(found),
    isRoot: false,
    signatureOk: true,
  };
  return {
    row: row(found),
    version: 3,
    signatureAlgorithm: "ECDSA with SHA-256",
    keyBits: 256,
    subjectKeyId: "8f1277a04c3d91ee02b566103fda8c7751b094e2",
    authorityKeyId: "4c3d91ee02b566103fda8c7751b094e28f1277a0",
    names: found.dns.map((value) => ({ kind: "dns", value })),
    keyUsage: found.isCa ? ["Certificate signing", "CRL signing"] : ["digitalSignature"],
    extendedKeyUsage: found.isCa ? [] : ["serverAuth"],
    extensions: extensions(found.isCa, found.dns),
    chain: [
      ...chain(estate, found.authorityId),
      ...(found.isCa && estate.authorities.some((ca) => ca.certificateId === id && ca.isRoot) ? [] : [self]),
    ],
    chainComplete: found.authorityId !== null,
    revocation:
      found.status === "revoked" || found.status === "on-hold"
        ? {
            reason: found.status === "revoked" ? "superseded" : "certificate-hold",
            revokedAt: later(estate.now, -3),
            releasable: found.status === "on-hold",
            onCrl: "3",
          }
        : null,
    watched: found.watched,
    renewable: statusOf(found) === "active" && !found.isCa,
    replaces: null,
    replacedBy: [],
    tags: found.tags,
    profileVersion: found.profile ? 1 : null,
    renewFrom: statusOf(found) === "active" ? later(Date.parse(found.notAfter), -30) : null,
    authorityId: found.authorityId,
    createdBy: "ada",
    notes: found.notes,
    source: found.origin === "imported" ? "/srv/import/bundle.pem" : null,
    history: estate.events.filter(({ resource }) => resource === id).slice(0, 20),
    pem,
    lint: lintOf(found),
    findings:
      found.keyAlgorithm === "rsa-2048"
        ? [
            {
              code: "key.rsa-2048",
              severity: "warning",
              message: "RSA 2048 is accepted until 2030; choose ECDSA for the next one.",
              field: null,
              source: "lint",
              overridable: false,
            },
          ]
        : [],
  };
}

export function authority(estate: Estate, id: string): AuthorityDetail {
  const ca = estate.authorities.find((candidate) => candidate.id === id);
  if (!ca) throw refused("not-found", `There is no authority ${id} in this vault.`);
  const own = estate.certificates.find((candidate) => candidate.id === ca.certificateId);
  return {
    ...ca,
    serial: own?.serial ?? "01",
    fingerprint: own?.fingerprint ?? "00",
    subjectKeyId: "8f1277a04c3d91ee02b566103fda8c7751b094e2",
    pathLen: ca.isRoot ? 1 : 0,
    maxPathLen: ca.isRoot ? 1 : 0,
    nameConstraints: { permitted: ca.isRoot ? [] : ["DNS corp.example"], excluded: [] },
    crlUrl: ca.isRoot ? null : `http://pki.corp.example/${ca.id}.crl`,
    aiaUrl: null,
    ocspUrl: null,
    crlDays: 7,
    crlRules: estate.crlRules[id] ?? NO_RULES,
    revoked: estate.certificates.filter((c) => c.authorityId === id && c.status === "revoked").length,
    revokedBefore: { count: 0, first: [] },
    nextCrlNumber: String((estate.crls[id]?.length ?? 0) + 1),
    unlockedUntil: ca.keyState === "unlocked" ? later(estate.now, 0.02) : null,
    createdAt: ca.notBefore,
    extensions: extensions(true, []),
    pem,
    chain: chain(estate, id),
  };
}

const NO_RULES: CrlRules = {
  partitioned: false,
  byReason: false,
  deltaHours: 0,
  overlapHours: null,
  batchSeconds: 0,
};

export function crlOverview(estate: Estate, id: string): CrlOverview {
  const ca = authority(estate, id);
  const [crl = null] = estate.crls[id] ?? [];
  const { crlUrl } = ca;
  return {
    rules: ca.crlRules,
    crlUrl,
    current: [{ kind: "full", url: crlUrl, crl, state: ca.crlState, nextAt: crl === null ? null : crl.nextUpdate }],
    shards: [],
    outlook: ["The CRL that says so goes out at once.", "OCSP answers so at once."],
  };
}

export function dashboard(estate: Estate): Dashboard {
  const { certificates, authorities, now } = estate;
  const tally = (label: string, narrowed: Partial<CertificateFilter>, old: false | null = false) => {
    const filter = { ...anyCertificate, superseded: old, ...narrowed };
    return { label, count: certificates.filter((c) => passes(c, filter)).length, filter };
  };
  const within = (from: number, until: number) => ({
    status: ["active" as const],
    expiresFrom: later(now, from),
    expiresUntil: later(now, until),
  });
  const all = facets(estate);
  return {
    asOf: new Date(now).toISOString(),
    expiredInUse: tally("Expired", { status: ["expired"] }),
    within7: tally("Within 7 days", within(0, 7)),
    within30: tally("Within 30 days", within(0, 30)),
    within90: tally("Within 90 days", within(0, 90)),
    active: tally("Active", { status: ["active"] }),
    revoked: tally("Revoked", { status: ["revoked"] }, null),
    onHold: tally("On hold", { status: ["on-hold"] }, null),
    lintErrors: tally("Lint errors", { status: ["active"], finding: "error" }),
    total: tally("All", {}, null),
    weeks: Array.from({ length: 53 }, (_, week) => ({
      start: later(now, week * 7).slice(0, 10),
      urgency: week === 0 ? ("days7" as const) : week < 5 ? ("days30" as const) : ("fine" as const),
      ...(({ count, filter }) => ({ count, filter }))(tally("", within(week * 7, week * 7 + 7))),
    })),
    byAuthority: all.authorities.map(({ label, value }) => tally(label, { authority: value })),
    byKey: all.keyAlgorithms.map(({ value }) => tally(value, { keyAlgorithm: value })),
    byEnvironment: all.environments.map(({ value }) => tally(value, { environment: value as "production" })),
    needs:
      authorities.length === 0
        ? []
        : [
            {
              id: "n1",
              urgency: "expired",
              title: "api.corp.example expired yesterday and nothing replaced it",
              detail: "Web server · Issuing CA West · owner Platform",
              action: { kind: "certificate", id: "crt-12" },
            },
            {
              id: "n2",
              urgency: "days7",
              title: "The CRL of “Lab Issuing CA” is overdue",
              detail: "Whoever checks revocation refuses its certificates until a new one is made",
              action: { kind: "issue-crl", id: "ca-7" },
            },
            {
              id: "n3",
              urgency: "days30",
              title: "The CRL of “Code Signing CA” waits for its key",
              detail: "Unlock the key to make it",
              action: { kind: "authority", id: "ca-6" },
            },
            {
              id: "n4",
              urgency: "days30",
              title: "38 certificates expire this month",
              detail: "11 of them have no owner",
              action: { kind: "certificates", filter: { ...anyCertificate, ...within(0, 30) } },
            },
          ],
    health: {
      auditEvents: estate.events.length,
      audit: "intact",
      auditDetail: "Checked when the vault was opened.",
      crls: authorities.map((ca) => ({
        authorityId: ca.id,
        authority: ca.name,
        state: ca.crlState,
        nextUpdate: ca.nextCrl,
      })),
      jobs: { running: 1, waiting: 0, interrupted: 0, failed: 0 },
      vaultFileKib: 18_020,
    },
  };
}
