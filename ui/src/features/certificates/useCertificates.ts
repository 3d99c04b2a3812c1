import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { type CertificatesSearch, filterOf } from "./search";

/** Rows asked for at first, which fill a screen and some, and after that, when somebody scrolls in earnest. */
const FIRST_PAGE = 200;
const FURTHER_PAGE = 500;
/** A list scrolled further than this is not read anew each time the window is looked at. */
const REREAD_PAGES = 4;

/** The rows that a search finds, as far as they were scrolled to, and how many there are in all. */
export function useCertificates(search: CertificatesSearch) {
  const { filter: narrowed, within, by = "expires", descending = false } = search;
  // Taken anew when the search changes and not at every drawing: a filter with a moving "now" would never be answered.
  const filter = useMemo(() => filterOf({ filter: narrowed, within }, new Date()), [narrowed, within]);
  const query = useMemo(() => ({ filter, sort: { by, descending } }), [filter, by, descending]);
  const pages = useInfiniteQuery({
    queryKey: keys.certificates.list(query),
    queryFn: ({ pageParam }) =>
      core.listCertificates({ ...query, after: pageParam, limit: pageParam === null ? FIRST_PAGE : FURTHER_PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= REREAD_PAGES,
  });
  const count = useQuery({
    queryKey: keys.certificates.count(filter),
    queryFn: () => core.countCertificates(filter),
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  return { filter, pages, rows, count: count.data };
}
