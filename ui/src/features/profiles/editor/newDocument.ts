/** What a new profile begins with: careful, and usable as it stands once it has a name. */
import type { ProfileDocument } from "@/lib/ipc";

export const newDocument = (): ProfileDocument => ({
  formatVersion: 1,
  name: "",
  title: "",
  description: "",
  ruleSet: "rfc5280",
  keys: {
    algorithms: ["ecdsa-p256", "ecdsa-p384", "rsa-3072"],
    defaultAlgorithm: "ecdsa-p256",
    generate: true,
    export: true,
  },
  validity: { default: { days: 90 }, maximum: { days: 365 }, backdateMinutes: 0, endsAt: null },
  subject: { attributes: [], others: "from-form" },
  names: {
    dns: { suffixes: [], wildcards: false },
    ip: null,
    email: null,
    uri: null,
    oneOf: ["dns"],
    fromCommonName: ["dns"],
    maximum: 100,
    from: "within-bounds",
  },
  extensions: {
    basicConstraints: { authority: false, pathLength: null, always: false, from: "profile" },
    keyUsage: { usages: ["digitalSignature"], also: [], from: "profile" },
    extendedKeyUsage: { purposes: ["serverAuth"], also: [], critical: false, from: "profile" },
    policies: { policies: [], also: [], critical: false, from: "profile" },
    nameConstraints: { permitDns: [], excludeDns: [], permitIp: [], excludeIp: [], permitEmail: [], excludeEmail: [] },
    issuerInformation: { from: "authority", issuerUrls: [], ocspUrls: [] },
    revocation: { from: "authority", crlUrls: [] },
    mustStaple: { wanted: false, from: "profile" },
    ocspNoCheck: false,
    further: [],
  },
  renewal: { before: { days: 30 }, automatic: false, key: "auto" },
  duplicates: "ask",
});

/** A copy to begin with: everything but the name, which is the profile's own. */
export const cloned = (document: ProfileDocument, title: string): ProfileDocument => ({
  ...document,
  name: `${document.name}-copy`,
  title,
});
