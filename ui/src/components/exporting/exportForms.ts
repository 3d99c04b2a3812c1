/** The forms in which things leave the vault: who they are for, how their files are called, which hold a private key. */
import { asFileName, joinPath } from "@/lib/format";
import type { ExportFormat } from "@/lib/ipc";

export type ExportForm = ExportFormat | "crl-der" | "crl-pem";

export const FORM_GROUPS = ["certificate", "withKey", "key", "public", "server", "crl"] as const;
export type FormGroup = (typeof FORM_GROUPS)[number];

/** What a passphrase is to a form: without meaning, needed, a choice, or of no use as its key is in the clear. */
type Protection = "noKey" | "required" | "optional" | "impossible";

type Facts = { group: FormGroup; ending: string; protection: Protection; chain?: "withRoot" | "withoutRoot" };

const FACTS: Record<ExportForm, Facts> = {
  pem: { group: "certificate", ending: ".pem", protection: "noKey" },
  der: { group: "certificate", ending: ".cer", protection: "noKey" },
  chain: { group: "certificate", ending: "-chain.pem", protection: "noKey", chain: "withRoot" },
  pkcs7: { group: "certificate", ending: ".p7b", protection: "noKey", chain: "withRoot" },
  pkcs12: { group: "withKey", ending: ".p12", protection: "required", chain: "withRoot" },
  "pkcs12-compatible": {
    group: "withKey",
    ending: "-compatible.p12",
    protection: "required",
    chain: "withRoot",
  },
  jks: { group: "withKey", ending: ".jks", protection: "required", chain: "withRoot" },
  "pkcs12-unprotected": { group: "withKey", ending: "-open.p12", protection: "impossible", chain: "withRoot" },
  key: { group: "key", ending: "-key.pem", protection: "optional" },
  pkcs1: { group: "key", ending: "-rsa.key", protection: "impossible" },
  sec1: { group: "key", ending: "-ec.key", protection: "impossible" },
  "jwk-private": { group: "key", ending: "-private.jwk", protection: "impossible", chain: "withRoot" },
  jwk: { group: "public", ending: ".jwk", protection: "noKey", chain: "withRoot" },
  jwks: { group: "public", ending: "-jwks.json", protection: "noKey", chain: "withRoot" },
  openssh: { group: "public", ending: ".pub", protection: "noKey" },
  nginx: { group: "server", ending: "-nginx.zip", protection: "impossible", chain: "withoutRoot" },
  apache: { group: "server", ending: "-apache.zip", protection: "impossible", chain: "withoutRoot" },
  haproxy: { group: "server", ending: "-haproxy.zip", protection: "impossible", chain: "withoutRoot" },
  iis: { group: "server", ending: "-iis.zip", protection: "required", chain: "withoutRoot" },
  tomcat: { group: "server", ending: "-tomcat.zip", protection: "required", chain: "withoutRoot" },
  postgres: { group: "server", ending: "-postgres.zip", protection: "impossible", chain: "withoutRoot" },
  kubernetes: { group: "server", ending: "-kubernetes.zip", protection: "impossible", chain: "withoutRoot" },
  "crl-der": { group: "crl", ending: ".crl", protection: "noKey" },
  "crl-pem": { group: "crl", ending: "-crl.pem", protection: "noKey" },
};

const ALL = Object.keys(FACTS) as ExportForm[];

export const CRL_FORMS: readonly ExportForm[] = ALL.filter((form) => FACTS[form].group === "crl");

/** The forms between which files are converted, whatever their key. */
export const ALL_CONVERSIONS: readonly ExportForm[] = ALL.filter((form) => FACTS[form].group !== "crl");

/** The forms that a certificate with a key of this kind has: not every kind of key has each. */
export function certificateForms(keyAlgorithm: string): readonly ExportForm[] {
  const rsa = keyAlgorithm.startsWith("rsa");
  const ec = keyAlgorithm.startsWith("ecdsa");
  const settled = rsa || ec || keyAlgorithm === "ed25519";
  const withoutForm: Partial<Record<ExportForm, boolean>> = {
    pkcs1: !rsa,
    sec1: !ec,
    jwk: !settled,
    jwks: !settled,
    "jwk-private": !settled,
    openssh: !settled,
  };
  return ALL.filter((form) => FACTS[form].group !== "crl" && !withoutForm[form]);
}

/** The same for an authority, which is no server. */
export const authorityForms = (keyAlgorithm: string): readonly ExportForm[] =>
  certificateForms(keyAlgorithm).filter((form) => FACTS[form].group !== "server");

export const groupOf = (form: ExportForm): FormGroup => FACTS[form].group;

export const holdsKey = (form: ExportForm): boolean => FACTS[form].protection !== "noKey";

/** Whether a passphrase can be left out by choice. */
export const canBeInTheClear = (form: ExportForm): boolean => FACTS[form].protection === "optional";

/** Whether its key is in the clear whatever one does. */
export const isInTheClear = (form: ExportForm): boolean => FACTS[form].protection === "impossible";

/** Whether its chain usually has the root; null where there is no chain. */
export const usuallyHasRoot = (form: ExportForm): boolean | null =>
  FACTS[form].chain === undefined ? null : FACTS[form].chain === "withRoot";

export const isBundle = (form: ExportForm): boolean => FACTS[form].group === "server";

export const suggestedPath = (folder: string, name: string, form: ExportForm): string =>
  joinPath(folder, asFileName(name) + FACTS[form].ending);
