import type { CertificateFilter } from "@/lib/ipc";

/** The filter that every certificate passes; spread it and set what narrows it. */
export const anyCertificate: CertificateFilter = {
  text: null,
  status: [],
  expiresFrom: null,
  expiresUntil: null,
  authority: null,
  profile: null,
  keyAlgorithm: null,
  environment: null,
  owner: null,
  origin: null,
  isCa: null,
  finding: null,
  tag: null,
  superseded: null,
  revokedElsewhere: null,
};

/** What the list shows when nothing narrows it: every certificate whose place no other has taken. */
export const currentCertificates: CertificateFilter = { ...anyCertificate, superseded: false };
