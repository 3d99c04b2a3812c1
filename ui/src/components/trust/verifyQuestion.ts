/** What is asked when a certificate is verified, as the form holds it, and the request that it makes. */
import type { Purpose, TrustSubject, VerifyRequest } from "@/lib/ipc";

export type VerifyQuestion = {
  trustVault: boolean;
  trustSystem: boolean;
  trustStores: string[];
  trustFiles: string[];
  purpose: Purpose | null;
  host: string;
  /** Null asks for now. */
  at: string | null;
  vaultCrls: boolean;
  crlFiles: string[];
  wholePath: boolean;
  intermediateFiles: string[];
  policies: string[];
};

/** What the fields begin with. `ours` where an authority of this vault issued it, whose CRLs say whether it is revoked. */
export const questionOf = (host: string, purpose: Purpose | null, ours: boolean): VerifyQuestion => ({
  trustVault: true,
  trustSystem: false,
  trustStores: [],
  trustFiles: [],
  purpose,
  host,
  at: null,
  vaultCrls: ours,
  crlFiles: [],
  wholePath: false,
  intermediateFiles: [],
  policies: [],
});

export const requestOf = (subject: TrustSubject, { host, ...question }: VerifyQuestion): VerifyRequest => ({
  subject,
  ...question,
  host: host.trim() === "" ? null : host.trim(),
});

export const trustsNothing = ({ trustVault, trustSystem, trustStores, trustFiles }: VerifyQuestion): boolean =>
  !trustVault && !trustSystem && trustStores.length + trustFiles.length === 0;

/** How many of the further questions are asked: shown where they are folded away. */
export const furtherAsked = ({ crlFiles, intermediateFiles, policies, wholePath }: VerifyQuestion): number =>
  [crlFiles.length > 0, intermediateFiles.length > 0, policies.length > 0, wholePath].filter(Boolean).length;
