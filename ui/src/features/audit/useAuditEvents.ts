import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { auditQuery } from "./auditQuery";
import type { AuditSearch } from "./search";

/** The events that pass a filter, newest first, page after page. */
export function useAuditEvents(search: AuditSearch) {
  const asked = useMemo(() => auditQuery(search), [search]);
  const query = useInfiniteQuery({
    queryKey: keys.audit.list(asked),
    queryFn: ({ pageParam }) => core.auditEvents({ ...asked, before: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // Coming back to the window asks for the newest page again, not for every page that was scrolled through.
    refetchOnWindowFocus: false,
  });
  const events = useMemo(() => query.data?.pages.flatMap((page) => page.events) ?? [], [query.data]);
  return { query, events };
}
