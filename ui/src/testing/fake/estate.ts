// A realistic estate: two roots, five issuing authorities, some five hundred certificates in every state.
import type {
  AuditEvent,
  AuthoritySummary,
  CertificateRow,
  CrlRules,
  CrlSummary,
  Environment,
  KeyAlgorithm,
  ProfileName,
  Settings,
  Slot,
  Status,
  TrustStore,
  Urgency,
  User,
  WatchedStatus,
} from "@/lib/ipc/bindings";
import { type Chance, chance } from "./chance";

const DAY = 86_400_000;
export const later = (from: number, days: number) => new Date(from + days * DAY).toISOString();

export type FakeCertificate = CertificateRow & {
  authorityId: string | null;
  dns: string[];
  notes: string | null;
  tags: string[];
  /** What took its place. */
  replacedBy: string | null;
  /** What whoever issued it says of it. */
  watched: WatchedStatus | null;
};

export type Estate = {
  now: number;
  authorities: AuthoritySummary[];
  certificates: FakeCertificate[];
  crls: Record<string, CrlSummary[]>;
  crlRules: Record<string, CrlRules>;
  events: AuditEvent[];
  users: User[];
  slots: Slot[];
  settings: Settings;
  trustStores: TrustStore[];
};

const hosts = ["api", "www", "mail", "vpn", "build", "ldap", "pg-main", "kafka-3", "git", "grafana", "sso", "cdn-edge"];
const more = [
  "registry",
  "ci",
  "proxy",
  "ns1",
  "imap",
  "smtp",
  "wiki",
  "k8s-api",
  "minio",
  "vault-ro",
  "redis-2",
  "erp",
];
const zones = ["corp.example", "eu.corp.example", "lab.example", "shop.example", "internal.example"];
const owners = ["Platform", "Messaging", "Identity", "Build", "Commerce", "Data", null];
const environments: Environment[] = ["production", "production", "production", "staging", "development"];
const profiles: ProfileName[] = [
  "web-server",
  "web-server",
  "web-server",
  "internal-service",
  "client-auth",
  "code-signing",
];
const days: Record<string, number> = {
  "web-server": 365,
  "client-auth": 180,
  "code-signing": 1095,
  "internal-service": 90,
};

export const urgencyOf = (status: Status, notAfter: string, now: number): Urgency => {
  const left = (Date.parse(notAfter) - now) / DAY;
  if (status === "expired" || left < 0) return "expired";
  if (status === "revoked") return "fine";
  return left < 7 ? "days7" : left < 30 ? "days30" : "fine";
};

function authorities(now: number): AuthoritySummary[] {
  const make = (
    n: number,
    name: string,
    parent: number | null,
    key: KeyAlgorithm,
    from: number,
    until: number,
    crlState: AuthoritySummary["crlState"],
    keyState: AuthoritySummary["keyState"] = "open",
  ): AuthoritySummary => ({
    id: `ca-${n}`,
    name,
    subject: `CN=${name},O=Example Corp,C=DE`,
    parentId: parent === null ? null : `ca-${parent}`,
    certificateId: `crt-${n}`,
    keyAlgorithm: key,
    notBefore: later(now, from),
    notAfter: later(now, until),
    status: "active",
    issued: 0,
    active: 0,
    crlState,
    nextCrl: crlState === "never" ? null : later(now, crlState === "overdue" ? -1 : crlState === "due-soon" ? 0.4 : 5),
    isRoot: parent === null,
    keyState,
  });
  return [
    make(1, "Example Root 2024", null, "ecdsa-p384", -700, 2950, "fresh", "locked"),
    make(2, "Example Lab Root", null, "ecdsa-p256", -300, 3350, "never"),
    make(3, "Issuing CA West", 1, "ecdsa-p256", -690, 1130, "fresh"),
    make(4, "Issuing CA East", 1, "ecdsa-p256", -690, 1130, "due-soon"),
    make(5, "Workload CA", 1, "ed25519", -400, 1400, "fresh"),
    make(6, "Code Signing CA", 1, "rsa-4096", -400, 1400, "waiting-for-key", "locked"),
    make(7, "Lab Issuing CA", 2, "ml-dsa-65", -290, 1500, "overdue"),
  ];
}

function certificate(n: number, now: number, luck: Chance, issuers: AuthoritySummary[]): FakeCertificate {
  const imported = luck.often(0.12);
  const issuer = luck.pick(issuers);
  const profile = issuer.name.startsWith("Code") ? "code-signing" : luck.pick(profiles);
  const left = luck.often(0.12)
    ? luck.below(30)
    : luck.often(0.09)
      ? -1 - luck.below(90)
      : 30 + luck.below((days[profile] ?? 365) * 0.9);
  const notAfter = later(now, left + luck.below(1000) / 1000);
  const host =
    n % 9 === 0 ? `*.${luck.pick(zones)}` : `${luck.pick(luck.often(0.5) ? hosts : more)}.${luck.pick(zones)}`;
  const label =
    profile === "code-signing"
      ? `Build Signing ${1 + luck.below(6)}`
      : profile === "client-auth"
        ? `device-${1000 + n}`
        : host;
  const status: Status = left < 0 ? "expired" : luck.often(0.04) ? "revoked" : luck.often(0.01) ? "on-hold" : "active";
  return {
    id: `crt-${n}`,
    label,
    subject: `CN=${label},O=Example Corp,C=DE`,
    issuer: imported ? "Public Web CA G4" : issuer.name,
    serial: luck.hex(40),
    fingerprint: luck.hex(64),
    status: imported && n % 7 === 0 && status === "active" ? "revoked-elsewhere" : status,
    urgency: urgencyOf(status, notAfter, now),
    notBefore: later(Date.parse(notAfter), -(days[profile] ?? 365)),
    notAfter,
    profile: imported ? null : profile,
    keyAlgorithm: luck.pick(["ecdsa-p256", "ecdsa-p256", "ecdsa-p256", "rsa-2048", "rsa-3072", "ed25519"]),
    owner: luck.pick(owners),
    environment: luck.often(0.9) ? luck.pick(environments) : null,
    origin: imported ? "imported" : "issued",
    isCa: false,
    hasKey: !imported && luck.often(0.8),
    createdAt: later(Date.parse(notAfter), -(days[profile] ?? 365)),
    authorityId: imported ? null : issuer.id,
    dns: profile === "web-server" || profile === "internal-service" ? [label, `alt-${n}.${luck.pick(zones)}`] : [],
    notes: luck.often(0.1) ? "Served by the load balancer in DC-2; tell the network team before replacing it." : null,
    tags: n % 11 === 0 ? ["dmz", "pci"] : [],
    replacedBy: null,
    watched: imported ? watched(now, n, status) : null,
  };
}

/** What its issuer says of an imported one: good, but for every seventh, which it revoked. */
function watched(now: number, n: number, status: Status): WatchedStatus {
  const revoked = n % 7 === 0;
  return {
    standing: revoked ? "revoked" : "good",
    reason: revoked ? "key-compromise" : null,
    revokedAt: revoked ? later(now, -2) : null,
    madeAt: later(now, -0.5),
    nextUpdate: later(now, 3),
    holds: true,
    way: "ocsp",
    url: "http://ocsp.public.example/",
    askedAt: later(now, -0.2),
    tries: 0,
    nextAt: revoked || status === "expired" ? null : later(now, 0.8),
    problem: null,
  };
}

/** Two versions that came before one of the active ones. */
function earlierVersions(leaves: FakeCertificate[], luck: Chance): FakeCertificate[] {
  const current = leaves.find(({ status, origin }) => status === "active" && origin === "issued");
  if (!current) return [];
  const version = (age: number, replacedBy: string): FakeCertificate => ({
    ...current,
    id: `crt-${900 - age}`,
    serial: luck.hex(40),
    fingerprint: luck.hex(64),
    status: "expired",
    urgency: "expired",
    notBefore: later(Date.parse(current.notBefore), -365 * age),
    notAfter: later(Date.parse(current.notAfter), -365 * age),
    createdAt: later(Date.parse(current.createdAt), -365 * age),
    replacedBy,
  });
  return [version(1, current.id), version(2, "crt-899")];
}

/** The certificate that an authority itself is. */
const ownCertificate = (authority: AuthoritySummary, all: AuthoritySummary[], luck: Chance): FakeCertificate => ({
  id: authority.certificateId,
  label: authority.name,
  subject: authority.subject,
  issuer: all.find(({ id }) => id === authority.parentId)?.name ?? authority.name,
  serial: luck.hex(40),
  fingerprint: luck.hex(64),
  status: "active",
  urgency: "fine",
  notBefore: authority.notBefore,
  notAfter: authority.notAfter,
  profile: null,
  keyAlgorithm: authority.keyAlgorithm,
  owner: null,
  environment: null,
  origin: "issued",
  isCa: true,
  hasKey: true,
  createdAt: authority.notBefore,
  authorityId: authority.parentId ?? authority.id,
  dns: [],
  notes: null,
  tags: [],
  replacedBy: null,
  watched: null,
});

function events(now: number, certificates: FakeCertificate[], luck: Chance): AuditEvent[] {
  const deeds = [
    "certificate.issued",
    "certificate.issued",
    "certificate.issued",
    "certificate.exported",
    "crl.issued",
    "vault.opened",
    "certificate.revoked",
  ];
  return Array.from({ length: 640 }, (_, back) => {
    const action = luck.pick(deeds);
    const about = luck.pick(certificates);
    const actor = luck.pick(["ada", "ada", "grace", "system"]);
    const outcome = luck.often(0.03) ? ("refused" as const) : ("done" as const);
    const summaries: Record<string, string> = {
      "certificate.issued": `Issued ${about.label} from ${about.issuer}`,
      "certificate.exported": `Exported ${about.label} as PKCS#12`,
      "certificate.revoked": `Revoked ${about.label}: superseded`,
      "crl.issued": `Made CRL ${640 - back} of ${about.issuer}`,
      "vault.opened": `Opened the vault with the keychain`,
    };
    return {
      sequence: String(640 - back),
      time: new Date(now - back * 5_400_000 - luck.below(3_000_000)).toISOString(),
      actor,
      action,
      summary: outcome === "refused" ? "Had no right to revoke" : (summaries[action] ?? action),
      resource: action === "vault.opened" ? null : about.id,
      outcome,
      details:
        action === "vault.opened"
          ? [{ name: "slot", value: "keychain" }]
          : [
              { name: "serial", value: about.serial },
              { name: "profile", value: about.profile ?? "none" },
              { name: "authority", value: about.issuer },
            ],
      hash: luck.hex(64),
    };
  });
}

/** Everything the fake core remembers. `empty` is a vault that was made a moment ago. */
export function estate({ empty = false, now = Date.now() }: { empty?: boolean; now?: number } = {}): Estate {
  const luck = chance(20_261_120);
  const cas = empty ? [] : authorities(now);
  const issuing = cas.filter(({ isRoot }) => !isRoot);
  const leaves = empty ? [] : Array.from({ length: 493 }, (_, n) => certificate(n + 8, now, luck, issuing));
  const certificates = [...cas.map((ca) => ownCertificate(ca, cas, luck)), ...leaves, ...earlierVersions(leaves, luck)];
  for (const ca of cas) {
    const of = certificates.filter(({ authorityId, id }) => authorityId === ca.id && id !== ca.certificateId);
    ca.issued = of.length;
    ca.active = of.filter(({ status }) => status === "active").length;
  }
  const crls = Object.fromEntries(
    cas.map((ca) => [
      ca.id,
      ca.crlState === "never"
        ? []
        : [3, 2, 1].map((number) => ({
            number: String(number),
            kind: "full",
            base: null,
            thisUpdate: later(now, (number - 3) * 7 - 2),
            nextUpdate: later(now, (number - 3) * 7 + 5),
            entries: number * 2,
            bytes: 420 + number * 74,
          })),
    ]),
  );
  const user = (name: string, role: User["role"], age: number, disabled = false): User => ({
    name,
    role,
    disabled,
    createdAt: later(now, -age),
    hasPassphrase: true,
    hasKeychain: name === "ada",
  });
  return {
    now,
    authorities: cas,
    certificates,
    crls,
    crlRules: {},
    events: empty ? [] : events(now, leaves, luck),
    users: empty
      ? [user("ada", "administrator", 0)]
      : [
          user("ada", "administrator", 690),
          user("grace", "operator", 400),
          user("edith", "auditor", 380),
          user("joan", "viewer", 90, true),
        ],
    trustStores: [],
    slots: [
      { id: "slot-1", kind: "keychain", user: "ada", label: "Secret Service on ws-17", createdAt: later(now, -690) },
      { id: "slot-2", kind: "passphrase", user: "ada", label: "Passphrase", createdAt: later(now, -690) },
      ...(empty
        ? []
        : [
            {
              id: "slot-3",
              kind: "passphrase" as const,
              user: "grace",
              label: "Passphrase",
              createdAt: later(now, -400),
            },
          ]),
      { id: "slot-4", kind: "recovery", user: "ada", label: "Recovery code", createdAt: later(now, -690) },
    ],
    settings: { vaultName: "Production vault", idleLockMinutes: 15, crlDays: 7 },
  };
}
