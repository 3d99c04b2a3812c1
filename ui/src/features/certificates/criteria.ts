/**
 * The criteria of the certificate list as they stand in the address: the filter chips, the
 * search text and the order. Everything else (columns, selection) is not of the address.
 * Relative criteria (`within`) stay relative, so that a saved view means the same next week.
 */
import type { CertificateFilter, Environment, Origin, ProfileName, SortBy, Status } from "@/lib/ipc";

export type CertificateCriteria = {
  q?: string;
  status?: Status[];
  /** Active certificates that expire within this many days from now. */
  within?: number;
  from?: string;
  until?: string;
  authority?: string;
  profile?: ProfileName;
  key?: string;
  environment?: Environment;
  owner?: string;
  origin?: Origin;
  ca?: boolean;
  sort?: SortBy;
  desc?: boolean;
};

export const STATUSES: readonly Status[] = ["active", "not-yet-valid", "expired", "on-hold", "revoked"];
export const PROFILES: readonly ProfileName[] = ["web-server", "client-auth", "code-signing", "internal-service"];
export const ENVIRONMENTS: readonly Environment[] = ["production", "staging", "development"];
export const ORIGINS: readonly Origin[] = ["issued", "imported"];
const SORTS: readonly SortBy[] = ["expires", "name", "added"];

/** The longest window that "expires within" takes, about 30 years. */
const MAX_WITHIN_DAYS = 11_000;

/** Reads whatever stands in the address; what it does not know it leaves out. */
export function readCriteria(search: Record<string, unknown>): CertificateCriteria {
  const criteria: CertificateCriteria = {};
  const q = text(search.q);
  if (q !== undefined) criteria.q = q;
  const status = (Array.isArray(search.status) ? search.status : [search.status]).filter((each): each is Status =>
    STATUSES.includes(each as Status),
  );
  if (status.length > 0) criteria.status = status;
  const within = Number(search.within);
  if (Number.isInteger(within) && within > 0 && within <= MAX_WITHIN_DAYS) criteria.within = within;
  const from = time(search.from);
  if (from !== undefined) criteria.from = from;
  const until = time(search.until);
  if (until !== undefined) criteria.until = until;
  const authority = text(search.authority);
  if (authority !== undefined) criteria.authority = authority;
  const profile = oneOf(search.profile, PROFILES);
  if (profile !== undefined) criteria.profile = profile;
  const key = text(search.key);
  if (key !== undefined) criteria.key = key;
  const environment = oneOf(search.environment, ENVIRONMENTS);
  if (environment !== undefined) criteria.environment = environment;
  const owner = text(search.owner);
  if (owner !== undefined) criteria.owner = owner;
  const origin = oneOf(search.origin, ORIGINS);
  if (origin !== undefined) criteria.origin = origin;
  if (search.ca === true || search.ca === false) criteria.ca = search.ca;
  const sort = oneOf(search.sort, SORTS);
  if (sort !== undefined) criteria.sort = sort;
  if (search.desc === true) criteria.desc = true;
  return criteria;
}

/** The filter that the core understands. `now` turns the relative window into times. */
export function filterOf(criteria: CertificateCriteria, now: Date): CertificateFilter {
  const until =
    criteria.within === undefined
      ? (criteria.until ?? null)
      : new Date(now.getTime() + criteria.within * 86_400_000).toISOString();
  const from = criteria.within === undefined ? (criteria.from ?? null) : now.toISOString();
  return {
    text: criteria.q ?? null,
    status: criteria.status ?? [],
    expiresFrom: from,
    expiresUntil: until,
    authority: criteria.authority ?? null,
    profile: criteria.profile ?? null,
    keyAlgorithm: criteria.key ?? null,
    environment: criteria.environment ?? null,
    owner: criteria.owner ?? null,
    origin: criteria.origin ?? null,
    isCa: criteria.ca ?? null,
  };
}

/** The address that lists exactly what `filter` counts: how a dashboard number becomes a link. */
export function criteriaOf(filter: CertificateFilter): CertificateCriteria {
  const criteria: CertificateCriteria = {};
  if (filter.text) criteria.q = filter.text;
  if (filter.status.length > 0) criteria.status = filter.status;
  if (filter.expiresFrom) criteria.from = filter.expiresFrom;
  if (filter.expiresUntil) criteria.until = filter.expiresUntil;
  if (filter.authority) criteria.authority = filter.authority;
  if (filter.profile) criteria.profile = filter.profile;
  if (filter.keyAlgorithm) criteria.key = filter.keyAlgorithm;
  if (filter.environment) criteria.environment = filter.environment;
  if (filter.owner) criteria.owner = filter.owner;
  if (filter.origin) criteria.origin = filter.origin;
  if (filter.isCa !== null) criteria.ca = filter.isCa;
  return criteria;
}

/** The criteria that a chip stands for; the search text and the order have their own controls. */
export const CHIP_KEYS = [
  "status",
  "within",
  "expires",
  "authority",
  "profile",
  "key",
  "environment",
  "owner",
  "origin",
  "ca",
] as const;
export type ChipKey = (typeof CHIP_KEYS)[number];

export function chipsOf(criteria: CertificateCriteria): ChipKey[] {
  return CHIP_KEYS.filter((key) =>
    key === "expires" ? criteria.from !== undefined || criteria.until !== undefined : criteria[key] !== undefined,
  );
}

export function without(criteria: CertificateCriteria, chip: ChipKey): CertificateCriteria {
  const rest = { ...criteria };
  if (chip === "expires") {
    delete rest.from;
    delete rest.until;
  } else {
    delete rest[chip];
  }
  return rest;
}

/** Whether anything narrows the list, which decides between "none yet" and "none found". */
export function narrows(criteria: CertificateCriteria): boolean {
  return criteria.q !== undefined || chipsOf(criteria).length > 0;
}

function text(value: unknown): string | undefined {
  // The router reads `?q=42` as a number; to a person it is the text "42".
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function time(value: unknown): string | undefined {
  return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((each) => each === value);
}
