import type { AuditQuery, CertificateFilter } from "@/lib/ipc";

/** The names of what is cached, one family an area; a family's `all` invalidates the whole of it. */
export const keys = {
  console: ["console"] as const,
  // Asked anew whenever the console is.
  keychain: ["console", "keychain"] as const,
  upgrade: ["upgrade"] as const,
  vault: {
    all: ["vault"] as const,
    settings: ["vault", "settings"] as const,
    slots: ["vault", "slots"] as const,
    users: ["vault", "users"] as const,
  },
  dashboard: ["dashboard"] as const,
  authorities: {
    all: ["authorities"] as const,
    list: ["authorities", "list"] as const,
    one: (id: string) => ["authorities", "one", id] as const,
    crls: (id: string) => ["authorities", "crls", id] as const,
    crlOverview: (id: string) => ["authorities", "crl-overview", id] as const,
  },
  certificates: {
    all: ["certificates"] as const,
    list: (query: object) => ["certificates", "list", query] as const,
    count: (filter: CertificateFilter) => ["certificates", "count", filter] as const,
    facets: ["certificates", "facets"] as const,
    one: (id: string) => ["certificates", "one", id] as const,
    earlier: (id: string) => ["certificates", "earlier", id] as const,
  },
  requests: {
    all: ["requests"] as const,
    list: (waiting: boolean) => ["requests", "list", waiting] as const,
    one: (id: string) => ["requests", "one", id] as const,
  },
  profiles: {
    all: ["profiles"] as const,
    list: (withRetired: boolean) => ["profiles", "list", withRetired] as const,
    one: (name: string, version: number | null) => ["profiles", "one", name, version] as const,
    check: (document: object) => ["profiles", "check", document] as const,
    compared: (left: object, right: object) => ["profiles", "compared", left, right] as const,
    ofAuthority: (id: string) => ["profiles", "of-authority", id] as const,
  },
  status: ["status"] as const,
  watching: ["watching"] as const,
  targets: ["targets"] as const,
  jobs: {
    all: ["jobs"] as const,
    open: ["jobs", "open"] as const,
    list: ["jobs", "list"] as const,
    one: (id: string) => ["jobs", "one", id] as const,
  },
  renewals: {
    all: ["renewals"] as const,
    schedule: ["renewals", "schedule"] as const,
    calendar: (days: number) => ["renewals", "calendar", days] as const,
    day: (day: string) => ["renewals", "day", day] as const,
    forecast: ["renewals", "forecast"] as const,
  },
  trustStores: ["trust-stores"] as const,
  previews: (kind: string, request: object) => ["previews", kind, request] as const,
  audit: {
    all: ["audit"] as const,
    list: (query: Partial<AuditQuery>) => ["audit", "list", query] as const,
  },
};
