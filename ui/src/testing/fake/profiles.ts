// Profiles as the core keeps them: documents in versions, what is wrong with one, what two say differently.
import type {
  Difference,
  Flaw,
  Preview,
  ProfileDetail,
  ProfileDocument,
  ProfilePreview,
  ProfileReference,
  ProfileView,
} from "@/lib/ipc/bindings";
import { type Estate, later } from "./estate";
import { extensions, refused } from "./inventory";

type Kept = { documents: ProfileDocument[]; retired: boolean; authorities: string[] };

/** A document that gives least by what it does not say. */
export const plainProfile = (name: string, title: string): ProfileDocument => ({
  formatVersion: 1,
  name,
  title,
  description: "",
  ruleSet: "rfc5280",
  keys: { algorithms: ["ecdsa-p256"], defaultAlgorithm: "ecdsa-p256", generate: true, export: true },
  validity: { default: { days: 365 }, maximum: { days: 365 }, backdateMinutes: 0, endsAt: null },
  subject: { attributes: [], others: "from-request" },
  names: {
    dns: { suffixes: [], wildcards: true },
    ip: { ranges: [] },
    email: { domains: [] },
    uri: { schemes: [], hosts: [] },
    oneOf: [],
    fromCommonName: [],
    maximum: 1000,
    from: "within-bounds",
  },
  extensions: {
    basicConstraints: { authority: false, pathLength: null, always: false, from: "profile" },
    keyUsage: { usages: ["digitalSignature"], also: [], from: "profile" },
    extendedKeyUsage: { purposes: [], also: [], critical: false, from: "profile" },
    policies: { policies: [], also: [], critical: false, from: "profile" },
    nameConstraints: {
      permitDns: [],
      excludeDns: [],
      permitIp: [],
      excludeIp: [],
      permitEmail: [],
      excludeEmail: [],
    },
    issuerInformation: { from: "authority", issuerUrls: [], ocspUrls: [] },
    revocation: { from: "authority", crlUrls: [] },
    mustStaple: { wanted: false, from: "profile" },
    ocspNoCheck: false,
    further: [],
  },
  renewal: { before: { days: 30 }, automatic: false, key: "auto" },
  duplicates: "ask",
});

function builtIn(): ProfileDocument[] {
  const web = plainProfile("web-server", "Web server");
  web.description = "TLS servers that browsers and clients connect to.";
  web.keys.algorithms = ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "rsa-2048", "rsa-3072", "rsa-4096"];
  web.names.oneOf = ["dns", "ip"];
  web.names.fromCommonName = ["dns", "ip"];
  web.extensions.keyUsage.usages = ["digitalSignature", "keyEncipherment"];
  web.extensions.extendedKeyUsage.purposes = ["serverAuth"];
  const client = plainProfile("client-auth", "Client authentication");
  client.description = "People, devices and services that prove who they are to a server.";
  client.keys.algorithms = web.keys.algorithms;
  client.validity = { ...client.validity, default: { days: 180 }, maximum: { days: 180 } };
  client.renewal.before = { days: 14 };
  client.extensions.extendedKeyUsage.purposes = ["clientAuth"];
  const code = plainProfile("code-signing", "Code signing");
  code.description = "Software that users and machines check before they run it.";
  code.keys.algorithms = ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "rsa-3072", "rsa-4096"];
  code.validity = { ...code.validity, default: { days: 1095 }, maximum: { days: 1095 } };
  code.renewal.before = { days: 90 };
  code.extensions.extendedKeyUsage.purposes = ["codeSigning"];
  const service = plainProfile("internal-service", "Internal service");
  service.description = "Services that are server and client to each other (mutual TLS).";
  service.keys.algorithms = ["ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519"];
  service.validity = { ...service.validity, default: { days: 90 }, maximum: { days: 90 } };
  service.renewal.before = { days: 7 };
  service.names.oneOf = ["dns", "ip", "email", "uri"];
  service.extensions.extendedKeyUsage.purposes = ["serverAuth", "clientAuth"];
  const below = plainProfile("sub-ca", "Subordinate authority");
  below.description = "An authority elsewhere that is to be trusted below one of this vault.";
  below.keys = { ...below.keys, generate: false, export: false };
  below.extensions.basicConstraints = { authority: true, pathLength: 0, always: false, from: "within-bounds" };
  below.extensions.keyUsage.usages = ["digitalSignature", "keyCertSign", "crlSign"];
  const workload = plainProfile("workload", "Short-lived workload");
  workload.description = "Containers and jobs that live for hours.";
  workload.validity = { ...workload.validity, default: { hours: 24 }, maximum: { hours: 168 }, backdateMinutes: 5 };
  workload.renewal.before = { hours: 8 };
  workload.names.oneOf = ["dns", "ip", "uri"];
  workload.extensions.extendedKeyUsage.purposes = ["serverAuth", "clientAuth"];
  workload.duplicates = "allow";
  return [web, client, code, service, below, workload];
}

/** One that somebody designed, with two versions. */
function designed(): ProfileDocument[] {
  const first = plainProfile("shop-web", "Shop web servers");
  first.description = "For the shop’s servers: its own domains, its own organisation.";
  first.keys.algorithms = ["ecdsa-p256", "ecdsa-p384", "rsa-3072"];
  first.validity = { ...first.validity, default: { days: 47 }, maximum: { days: 90 } };
  first.subject = {
    attributes: [
      { attribute: "O", presence: "fixed", value: "Example Shop Ltd", pattern: null, from: "profile" },
      { attribute: "OU", presence: "required", value: null, pattern: "[A-Z]{3}-[0-9]+", from: "within-bounds" },
      { attribute: "L", presence: "forbidden", value: null, pattern: null, from: "profile" },
    ],
    others: "from-form",
  };
  first.names = {
    ...first.names,
    dns: { suffixes: ["shop.example"], wildcards: false },
    ip: null,
    email: null,
    uri: null,
    oneOf: ["dns"],
    fromCommonName: ["dns"],
  };
  first.extensions.extendedKeyUsage.purposes = ["serverAuth"];
  const second = structuredClone(first);
  second.validity.maximum = { days: 47 };
  return [first, second];
}

const daysOf = (lifetime: ProfileView["maximumLifetime"]): number =>
  "hours" in lifetime && lifetime.hours !== undefined ? Math.ceil(lifetime.hours / 24) : (lifetime.days ?? 0);

const inWords = (lifetime: ProfileView["maximumLifetime"]): string =>
  "hours" in lifetime && lifetime.hours !== undefined ? `${lifetime.hours} hours` : `${lifetime.days} days`;

function sampleOf(estate: Estate, document: ProfileDocument): Preview | null {
  const issuer = estate.authorities.find(({ isRoot }) => !isRoot);
  if (!issuer) return null;
  const host = `sample.${document.names.dns?.suffixes[0] ?? "example"}`;
  return {
    subject: `CN=${host}`,
    issuer: issuer.subject,
    notBefore: later(estate.now, 0),
    notAfter: later(estate.now, daysOf(document.validity.default)),
    days: daysOf(document.validity.default),
    serial: "drawn at random when it is signed",
    keyAlgorithm: document.keys.defaultAlgorithm,
    names: document.names.dns ? [{ kind: "dns", value: host }] : [],
    extensions: extensions(document.extensions.basicConstraints.authority, [host]).map((extension, n) => ({
      extension,
      from: n > 3 ? ("authority" as const) : ("profile" as const),
    })),
    findings: [],
    duplicates: [],
    csr: null,
  };
}

export class Profiles {
  private readonly kept = new Map<string, Kept>([
    ...builtIn().map((document): [string, Kept] => [
      document.name,
      { documents: [document], retired: false, authorities: [] },
    ]),
    ["shop-web", { documents: designed(), retired: false, authorities: [] }],
  ]);
  private readonly accepted = new Map<string, string[]>();

  list(withRetired: boolean): ProfileView[] {
    return [...this.kept.keys()]
      .filter((name) => withRetired || !this.require(name).retired)
      .map((name) => this.view(name, this.require(name).documents.length));
  }

  detail({ name, version }: ProfileReference): ProfileDetail {
    const { documents, authorities } = this.require(name);
    const number = version ?? documents.length;
    const document = documents[number - 1];
    if (!document) throw refused("not_found", `The profile ${name} has no version ${number}.`, "version");
    const restricted = [...this.accepted].filter(([, names]) => names.includes(name)).map(([id]) => id);
    return {
      profile: this.view(name, number),
      document: structuredClone(document),
      versions: documents.map((_, index) => ({
        version: index + 1,
        createdAt: index === 0 ? null : "2026-11-20T09:00:00Z",
        createdBy: index === 0 ? null : "ada",
      })),
      flaws: [],
      pins: { authorities, acceptedBy: restricted },
    };
  }

  check(document: ProfileDocument): Flaw[] {
    const flaws: Flaw[] = [];
    const found = (field: string, message: string) => flaws.push({ field, message, blocks: true });
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(document.name)) found("name", `“${document.name}” is not a name.`);
    if (document.title.trim() === "") found("title", "A title has 1 to 64 printable characters.");
    if (!document.keys.algorithms.includes(document.keys.defaultAlgorithm))
      found("keys.defaultAlgorithm", `${document.keys.defaultAlgorithm} is not among the algorithms that are allowed.`);
    if (daysOf(document.validity.default) > daysOf(document.validity.maximum))
      found("validity.default", "This is more than the maximum.");
    document.names.dns?.suffixes.forEach((suffix, index) => {
      if (!/^\.?[a-z0-9.-]+$/.test(suffix)) found(`names.dns.suffixes.${index}`, "This is not a DNS name.");
    });
    if (document.names.dns?.wildcards)
      flaws.push({ field: "names.dns.wildcards", message: "One key then stands for many hosts.", blocks: false });
    return flaws;
  }

  preview(document: ProfileDocument, edited: string | null, estate: Estate): ProfilePreview {
    const flaws = this.check(document);
    if (edited === null && this.kept.has(document.name))
      flaws.push({ field: "name", message: `There is a profile ${document.name} already.`, blocks: true });
    const before = edited === null ? null : this.detail({ name: edited, version: null });
    return {
      flaws,
      changes: before ? this.differences(before.document, document) : [],
      version: before ? before.profile.version + 1 : 1,
      sample: flaws.some(({ blocks }) => blocks) ? null : sampleOf(estate, document),
      noSample: null,
    };
  }

  create(document: ProfileDocument): ProfileDetail {
    this.refuseFlawed(document);
    if (this.kept.has(document.name)) throw refused("name_taken", "The name is taken.", "name");
    this.kept.set(document.name, { documents: [structuredClone(document)], retired: false, authorities: [] });
    return this.detail({ name: document.name, version: null });
  }

  edit(name: string, document: ProfileDocument, expected: number): ProfileDetail {
    this.refuseFlawed(document);
    const kept = this.require(name);
    if (kept.documents.length !== expected)
      throw refused("changed_meanwhile", `${name} has a newer version by now. Look at it and edit that.`, "version");
    kept.documents.push(structuredClone(document));
    return this.detail({ name, version: null });
  }

  clone(reference: ProfileReference, name: string, title: string | null): ProfileDetail {
    const { document } = this.detail(reference);
    return this.create({ ...document, name, title: title ?? `Copy of ${document.title}` });
  }

  compare(left: ProfileReference, right: ProfileReference): Difference[] {
    return this.differences(this.detail(left).document, this.detail(right).document);
  }

  private differences(one: ProfileDocument, two: ProfileDocument): Difference[] {
    const difference = (field: string, label: string, a: string, b: string): Difference[] =>
      a === b
        ? []
        : [{ field, label, left: a, right: b, sentence: `${label}: ${a} on the one side, ${b} on the other.` }];
    return [
      ...difference("title", "Title", one.title, two.title),
      ...difference(
        "validity.maximum",
        "Longest lifetime",
        inWords(one.validity.maximum),
        inWords(two.validity.maximum),
      ),
      ...difference("keys.algorithms", "Keys allowed", one.keys.algorithms.join(", "), two.keys.algorithms.join(", ")),
    ];
  }

  pin(name: string, authorities: string[]): ProfileDetail {
    this.require(name).authorities = authorities;
    return this.detail({ name, version: null });
  }

  restrict(authority: string, profiles: string[]): void {
    profiles.forEach((name) => void this.require(name));
    if (profiles.length === 0) this.accepted.delete(authority);
    else this.accepted.set(authority, profiles);
  }

  ofAuthority = (authority: string): string[] => this.accepted.get(authority) ?? [];

  retire(name: string, retired: boolean): ProfileDetail {
    this.require(name).retired = retired;
    return this.detail({ name, version: null });
  }

  private require(name: string): Kept {
    const kept = this.kept.get(name);
    if (!kept) throw refused("not_found", `There is no profile “${name}”.`, "profile");
    return kept;
  }

  private refuseFlawed(document: ProfileDocument) {
    const flaw = this.check(document).find(({ blocks }) => blocks);
    if (flaw) throw refused("invalid_profile", flaw.message, flaw.field);
  }

  private view(name: string, version: number): ProfileView {
    const { documents, retired, authorities } = this.require(name);
    const document = documents[version - 1] ?? documents[0]!;
    const { keys, validity, names, extensions, renewal } = document;
    return {
      name,
      title: document.title,
      description: document.description,
      version,
      retired,
      builtIn: documents.length === 1,
      ruleSet: document.ruleSet,
      algorithms: keys.algorithms,
      defaultAlgorithm: keys.defaultAlgorithm,
      defaultLifetime: validity.default,
      maximumLifetime: validity.maximum,
      maxDays: daysOf(validity.maximum),
      renewBefore: renewal.before,
      renewBeforeDays: daysOf(renewal.before),
      renewsAutomatically: renewal.automatic,
      keyUsage: extensions.keyUsage.usages,
      extendedKeyUsage: extensions.extendedKeyUsage.purposes,
      namesRule:
        names.oneOf.length === 0
          ? "optional"
          : names.fromCommonName.length === 0
            ? "required"
            : "host-from-common-name",
      generatesKeys: keys.generate,
      exportsKeys: keys.export,
      makesAuthorities: extensions.basicConstraints.authority,
      duplicates: document.duplicates,
      acceptedBy: authorities.length === 0 ? null : authorities,
      hints: {
        subject: "",
        names: names.oneOf.length === 0 ? "Names are optional." : "At least one name is required.",
        key: `Allowed: ${keys.algorithms.join(", ")}.`,
        days: `At most ${inWords(validity.maximum)}; renewal is due ${inWords(renewal.before)} before the end.`,
      },
    };
  }
}
