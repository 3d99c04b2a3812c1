/**
 * What the address of the certificate list holds: the filter (as chips and search text show it), the order and the
 * certificate that is open. Columns and ticks are not of the address. A relative window (`beyond` and `within`) stays
 * relative, so that a saved view means the same next week. What another certificate has taken the place of is folded
 * under it, unless `versions` says that all are to be seen.
 */
import { anyCertificate } from "@/lib/filter";
import type { CertificateFilter, Environment, Origin, SortBy, Status } from "@/lib/ipc";

export type CertificatesSearch = {
  filter?: Partial<CertificateFilter>;
  /** Those that expire within this many days from now; with `beyond` it takes the place of the filter's own window. */
  within?: number;
  /** Those that expire so many days from now or later, in the past when negative; from now on where only `within` is. */
  beyond?: number;
  /** Whether old versions stand in the list, too. */
  versions?: "all";
  by?: SortBy;
  descending?: boolean;
  /** The certificate whose drawer is open. */
  id?: string;
  /** Whether the import dialog is open. */
  import?: boolean;
};

export const STATUSES: readonly Status[] = ["active", "not-yet-valid", "expired", "on-hold", "revoked"];
/** What a profile's name looks like; the core knows which there are. */
const PROFILE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const ENVIRONMENTS: readonly Environment[] = ["production", "staging", "development"];
export const ORIGINS: readonly Origin[] = ["issued", "imported"];
const SORTS: readonly SortBy[] = ["expires", "name", "added"];

/** The longest window that "expires within" takes, about 30 years. */
const MAX_WITHIN_DAYS = 11_000;
const DAY = 86_400_000;

/** Reads whatever stands in the address; what it does not know it leaves out, so that the core never sees it. */
export function validateCertificatesSearch(search: Record<string, unknown>): CertificatesSearch {
  const valid: CertificatesSearch = {};
  const filter = readFilter(search.filter);
  if (Object.keys(filter).length > 0) valid.filter = filter;
  const within = Number(search.within);
  if (Number.isInteger(within) && within > 0 && within <= MAX_WITHIN_DAYS) valid.within = within;
  const beyond = Number(search.beyond ?? Number.NaN);
  if (Number.isInteger(beyond) && Math.abs(beyond) <= MAX_WITHIN_DAYS) valid.beyond = beyond;
  if (search.versions === "all") valid.versions = "all";
  const by = oneOf(search.by, SORTS);
  if (by) valid.by = by;
  if (search.descending === true) valid.descending = true;
  const id = text(search.id);
  if (id) valid.id = id;
  if (search.import === true) valid.import = true;
  return valid;
}

function readFilter(value: unknown): Partial<CertificateFilter> {
  if (typeof value !== "object" || value === null) return {};
  const given = value as Record<string, unknown>;
  const statuses = Array.isArray(given.status) ? given.status : [];
  return compact({
    text: text(given.text) ?? null,
    status: STATUSES.filter((each) => statuses.includes(each)),
    expiresFrom: time(given.expiresFrom),
    expiresUntil: time(given.expiresUntil),
    authority: text(given.authority) ?? null,
    profile: profileName(given.profile),
    keyAlgorithm: text(given.keyAlgorithm) ?? null,
    environment: oneOf(given.environment, ENVIRONMENTS) ?? null,
    owner: text(given.owner) ?? null,
    origin: oneOf(given.origin, ORIGINS) ?? null,
    finding: text(given.finding) ?? null,
    isCa: typeof given.isCa === "boolean" ? given.isCa : null,
    tag: text(given.tag) ?? null,
    revokedElsewhere: typeof given.revokedElsewhere === "boolean" ? given.revokedElsewhere : null,
    // That old versions are folded is how the list is; only that they alone are wanted need be said.
    superseded: given.superseded === true ? true : null,
  });
}

/** The filter without what it leaves open: what an address needs of it. */
export function compact(filter: Partial<CertificateFilter>): Partial<CertificateFilter> {
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  ) as Partial<CertificateFilter>;
}

/** The whole filter that the core is asked with. `now` turns the relative window into times. */
export function filterOf(
  { filter: narrowed, within, beyond, versions }: CertificatesSearch,
  now: Date,
): CertificateFilter {
  const filter = { ...anyCertificate, ...narrowed };
  if (versions !== "all") filter.superseded ??= false;
  if (within === undefined && beyond === undefined) return filter;
  const later = (days: number) => new Date(now.getTime() + days * DAY).toISOString();
  return { ...filter, expiresFrom: later(beyond ?? 0), expiresUntil: within === undefined ? null : later(within) };
}

/** What is folded away: the old versions among all that the search means; null when none is. */
export function foldedOf(filter: CertificateFilter): CertificateFilter | null {
  return filter.superseded === false ? { ...filter, superseded: true } : null;
}

/**
 * A search for exactly what a filter lets through, as of `asOf`. A window of whole days from then stays a window of so
 * many days, so that who keeps it as a view keeps what it means.
 */
export function searchFor(filter: CertificateFilter, asOf: string): CertificatesSearch {
  const { superseded, expiresFrom, expiresUntil, ...rest } = filter;
  const search: CertificatesSearch = {
    filter: compact({ ...rest, expiresFrom, expiresUntil, superseded: superseded || null }),
    ...(superseded === null || superseded === undefined ? { versions: "all" as const } : {}),
  };
  const days = (at: string | null) => (at === null ? undefined : (Date.parse(at) - Date.parse(asOf)) / DAY);
  const [beyond, within] = [days(expiresFrom), days(expiresUntil)];
  const whole = [beyond, within].every((day) => day === undefined || Number.isInteger(day));
  if (!whole || (beyond === undefined && within === undefined) || (within !== undefined && within <= 0)) return search;
  // A window without a beginning begins now, which says the same of what is active and something else of the rest.
  if (beyond === undefined && String(filter.status) !== "active") return search;
  const { expiresFrom: _, expiresUntil: __, ...others } = search.filter ?? {};
  return {
    ...search,
    filter: others,
    ...(beyond !== undefined && { beyond }),
    ...(within !== undefined && { within }),
  };
}

/** What a chip stands for; the search text and the order have controls of their own. */
export const CHIPS = [
  "status",
  "expires",
  "authority",
  "profile",
  "keyAlgorithm",
  "environment",
  "owner",
  "tag",
  "origin",
  "isCa",
  "finding",
  "revokedElsewhere",
  "superseded",
] as const;
export type Chip = (typeof CHIPS)[number];

export function chipsOf({ filter = {}, within, beyond }: CertificatesSearch): Chip[] {
  return CHIPS.filter((chip) =>
    chip === "expires"
      ? [within, beyond, filter.expiresFrom, filter.expiresUntil].some((bound) => bound !== undefined)
      : filter[chip] !== undefined,
  );
}

/** The same list with one thing about its filter changed; null takes that away. */
export function withFilter(search: CertificatesSearch, change: Partial<CertificateFilter>): CertificatesSearch {
  const { filter: _, ...rest } = search;
  const filter = compact({ ...search.filter, ...change });
  return Object.keys(filter).length > 0 ? { ...rest, filter } : rest;
}

export function withoutChip(search: CertificatesSearch, chip: Chip): CertificatesSearch {
  if (chip !== "expires") return withFilter(search, { [chip]: null });
  const { within: _, beyond: __, ...rest } = search;
  return withFilter(rest, { expiresFrom: null, expiresUntil: null });
}

/** The same list with old versions folded under the current ones, among these, or alone. */
export function withVersions(search: CertificatesSearch, versions: "folded" | "all" | "old"): CertificatesSearch {
  const { versions: _, ...rest } = withFilter(search, { superseded: versions === "old" ? true : null });
  return versions === "all" ? { ...rest, versions } : rest;
}

/** Whether anything narrows the list, which decides between "none yet" and "none found". */
export const narrows = (search: CertificatesSearch): boolean =>
  search.filter?.text !== undefined || chipsOf(search).length > 0;

/** Whether the text may be a piece of a serial number or fingerprint: hexadecimal, in groups or not, with a digit. */
export const looksHexadecimal = (words: string): boolean =>
  /^(0x)?[0-9a-f]{2,}([\s:-]?[0-9a-f]{2,})*$/i.test(words.trim()) && /\d/.test(words);

function text(value: unknown): string | undefined {
  // The router reads `?id=42` as a number; to a person it is the text "42".
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function time(value: unknown): string | null {
  return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? value : null;
}

function profileName(value: unknown): string | null {
  return typeof value === "string" && value.length <= 48 && PROFILE.test(value) ? value : null;
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T | undefined {
  return known.find((each) => each === value);
}
