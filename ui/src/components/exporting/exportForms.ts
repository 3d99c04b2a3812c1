/** The forms in which things leave the vault: how their files are called and which hold a private key. */
import { asFileName, joinPath } from "@/lib/format";
import type { ExportFormat } from "@/lib/ipc";

export type ExportForm = ExportFormat | "crl-der" | "crl-pem";

export const CERTIFICATE_FORMS: readonly ExportForm[] = ["pem", "der", "chain", "key", "pkcs12", "pkcs12-compatible"];
export const CRL_FORMS: readonly ExportForm[] = ["crl-der", "crl-pem"];

const ENDINGS: Record<ExportForm, string> = {
  pem: ".pem",
  der: ".cer",
  chain: "-chain.pem",
  key: "-key.pem",
  pkcs12: ".p12",
  "pkcs12-compatible": "-compatible.p12",
  "crl-der": ".crl",
  "crl-pem": "-crl.pem",
};

export const holdsKey = (form: ExportForm): boolean =>
  form === "key" || form === "pkcs12" || form === "pkcs12-compatible";

/** A PKCS#12 file without a passphrase opens almost nowhere: only a bare key can be written in the clear. */
export const canBeInTheClear = (form: ExportForm): boolean => form === "key";

export const suggestedPath = (folder: string, name: string, form: ExportForm): string =>
  joinPath(folder, asFileName(name) + ENDINGS[form]);
