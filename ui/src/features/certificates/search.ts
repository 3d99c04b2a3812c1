import type { CertificateFilter, SortBy } from "@/lib/ipc";

/** What the page's address holds: the filter, the order and the certificate that is shown. */
export type CertificatesSearch = {
  filter?: Partial<CertificateFilter>;
  by?: SortBy;
  descending?: boolean;
  id?: string;
};

export const validateCertificatesSearch = (search: Record<string, unknown>): CertificatesSearch =>
  search as CertificatesSearch;
