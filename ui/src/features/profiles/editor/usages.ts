/** The key usages and the purposes that have a name, in the order of the RFCs. */
import type { KeyUsage } from "@/lib/ipc";

export const KEY_USAGES: readonly KeyUsage[] = [
  "digitalSignature",
  "contentCommitment",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "crlSign",
  "encipherOnly",
  "decipherOnly",
];

/** The RFC's own way of writing the one that a document writes otherwise. */
export const usageName = (usage: KeyUsage): string => (usage === "crlSign" ? "cRLSign" : usage);

export const PURPOSES: readonly string[] = [
  "serverAuth",
  "clientAuth",
  "codeSigning",
  "emailProtection",
  "timeStamping",
  "OCSPSigning",
  "ipsecIKE",
  "documentSigning",
  "msDocumentSigning",
  "msSmartcardLogon",
  "pkinitClientAuth",
  "anyExtendedKeyUsage",
];
