import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type CertificatePage, type CertificateRow, type Count, core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { type CertificatesSearch, filterOf, foldedOf } from "./search";

/** Rows of a page. */
export const PAGE = 100;
/** Rows beyond what is in sight that are asked for, so that they are there before they are seen. */
const AHEAD = 40;
/** A page that is out of sight is forgotten after this long: however far somebody scrolls, few are kept. In milliseconds. */
const KEPT = 2_000;
/** Dragged past, a page is not asked for; where the dragging rests for this long, it is. In milliseconds. */
const RESTED = 80;
/** Ids that the core takes one by one (`MAX_NAMED`), read so many at a time. */
export const MOST_IDS = 50_000;
const IDS_AT_ONCE = 500;

type Pages = ReadonlyMap<number, CertificatePage>;
type Shown = { listing: string; pages: Pages; total: number };
type Range = { listing: string; from: number; to: number };

/**
 * The rows that a search finds, by their place in the list: those around what is in sight are read, and only those are
 * kept. How many there are is counted apart.
 */
export function useCertificates(search: CertificatesSearch) {
  const { filter: narrowed, within, beyond, versions, by = "expires", descending = false } = search;
  // Taken anew when the search changes and not at every drawing: a filter with a moving "now" would never be answered.
  const filter = useMemo(
    () => filterOf({ filter: narrowed, within, beyond, versions }, new Date()),
    [narrowed, within, beyond, versions],
  );
  const query = useMemo(() => ({ filter, sort: { by, descending } }), [filter, by, descending]);
  const listing = useMemo(() => JSON.stringify(query), [query]);
  const client = useQueryClient();

  const count = useCount(filter);
  const folded = useCount(foldedOf(filter));

  const { range, see } = useRange(listing, (page) => client.getQueryData(keyOf(query, page)) !== undefined);
  const numbers = Array.from({ length: range.to - range.from + 1 }, (_, at) => range.from + at);
  const results = useQueries({
    queries: numbers.map((page) => ({
      queryKey: keyOf(query, page),
      queryFn: () => core.listCertificates({ ...query, after: null, skip: page * PAGE, limit: PAGE }),
      gcTime: KEPT,
    })),
  });
  const pages = new Map<number, CertificatePage>();
  numbers.forEach((page, at) => {
    const { data } = results[at] ?? {};
    if (data) pages.set(page, data);
  });
  // Until the first page of another search is there, the rows of the one before are still to be seen.
  const read = useRef<Shown | null>(null);
  const begun = read.current?.listing === listing;
  const total = totalOf(
    pages,
    Math.max(count?.number ?? 0, begun && pages.size === 0 ? (read.current?.total ?? 0) : 0),
  );
  const current: Shown = { listing, pages, total };
  const stale = pages.size === 0 && !begun && read.current !== null;
  useEffect(() => {
    if (pages.size > 0) read.current = current;
  });
  const shown = stale && read.current ? read.current : current;

  const failed = results.find(({ isError }) => isError);
  return {
    filter,
    /** What is listed in which order. */
    listing: shown.listing,
    stale,
    count,
    /** How many old versions are folded away. */
    folded: folded?.number ?? 0,
    total: shown.total,
    /** Whether the search is answered, were it only in part. */
    answered: begun || pages.size > 0,
    /** Whether there is nothing to be seen yet, not even of the search before. */
    pending: !begun && !stale && pages.size === 0 && failed === undefined,
    /** Why rows in sight are missing. */
    error: failed?.error ?? null,
    empty: shown.pages.size > 0 && shown.total === 0,
    retry: () => results.filter(({ isError }) => isError).forEach((result) => void result.refetch()),
    rowAt: (index: number): CertificateRow | undefined => shown.pages.get(Math.floor(index / PAGE))?.rows[index % PAGE],
    /** How many versions a row has before it. */
    earlierOf: (row: CertificateRow): number => {
      for (const page of shown.pages.values()) {
        const earlier = page.earlier[row.id];
        if (earlier !== undefined) return earlier;
      }
      return 0;
    },
    /** Where a certificate stands, if that is among what was read. */
    indexOf: (id: string): number | undefined => {
      for (const [page, { rows }] of shown.pages) {
        const at = rows.findIndex((row) => row.id === id);
        if (at >= 0) return page * PAGE + at;
      }
    },
    /** The ids of the rows between two places, both of them included; at most `MOST_IDS`. */
    idsBetween: useCallback(
      async (one: number, other: number): Promise<string[]> => {
        const first = Math.min(one, other);
        const wanted = Math.min(Math.abs(one - other) + 1, MOST_IDS);
        const ids: string[] = [];
        while (ids.length < wanted) {
          const limit = Math.min(IDS_AT_ONCE, wanted - ids.length);
          const { rows } = await core.listCertificates({ ...query, after: null, skip: first + ids.length, limit });
          ids.push(...rows.map(({ id }) => id));
          if (rows.length < limit) break;
        }
        return ids;
      },
      [query],
    ),
    /** Says which rows are in sight. */
    see,
  };
}

export type Listed = ReturnType<typeof useCertificates>;

const keyOf = (query: object, page: number) => keys.certificates.list({ ...query, page });

/** How many a filter lets through; not asked for without one. */
function useCount(filter: ReturnType<typeof filterOf> | null): Count | undefined {
  const query = useQuery({
    queryKey: keys.certificates.count(filter ?? filterOf({}, new Date(0))),
    queryFn: () => core.countCertificates(filter ?? filterOf({}, new Date(0))),
    enabled: filter !== null,
    placeholderData: keepPreviousData,
  });
  return filter === null ? undefined : query.data;
}

/** How long the list is: what was counted, unless what was read shows its end or more than that. */
function totalOf(pages: Pages, count: number): number {
  let read = 0;
  for (const [page, { rows, next }] of pages) {
    const until = page * PAGE + rows.length;
    if (next === null && (rows.length > 0 || page === 0)) return until;
    read = Math.max(read, next === null ? until : until + 1);
  }
  return Math.max(read, count);
}

/** Which pages are wanted for what is in sight. */
function useRange(listing: string, known: (page: number) => boolean) {
  const [seen, setSeen] = useState<Range>({ listing, from: 0, to: 0 });
  const range = seen.listing === listing ? seen : { listing, from: 0, to: 0 };
  const latest = useRef({ range, known });
  latest.current = { range, known };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const see = useCallback(
    (first: number, last: number) => {
      const next = {
        listing,
        from: Math.max(0, Math.floor((first - AHEAD) / PAGE)),
        to: Math.floor((last + AHEAD) / PAGE),
      };
      clearTimeout(timer.current);
      const { range, known } = latest.current;
      if (next.from === range.from && next.to === range.to) return;
      // Step by step, pages come at once; further leaps only where one stays.
      const near = next.from <= range.to + 1 && next.to >= range.from - 1;
      if (near || known(next.from)) setSeen(next);
      else timer.current = setTimeout(() => setSeen(next), RESTED);
    },
    [listing],
  );
  return { range, see };
}
