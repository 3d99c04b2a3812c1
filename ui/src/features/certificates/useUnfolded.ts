import { useQueries } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { type CertificateRow, core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import type { Unfolded } from "./unfolded";
import type { Listed } from "./useCertificates";

/** The rows under which earlier versions are shown, with these; another listing begins with none. */
export function useUnfolded({ listing, indexOf, rowAt, earlierOf }: Listed) {
  const [kept, setKept] = useState<{ listing: string; rows: { id: string; index: number }[] }>({ listing, rows: [] });
  const rows = kept.listing === listing ? kept.rows : [];
  const versions = useQueries({
    queries: rows.map(({ id }) => ({
      queryKey: keys.certificates.earlier(id),
      queryFn: () => core.earlierVersions(id),
    })),
  });
  const earlier = new Map<string, readonly CertificateRow[]>();
  const unfolded: Unfolded[] = [];
  rows.forEach(({ id, index }, at) => {
    const found = versions[at]?.data;
    if (found) earlier.set(id, found);
    // A row that moved since is where it is now, as far as that is known.
    const here = rowAt(index);
    const place = here === undefined || here.id === id ? index : indexOf(id);
    const lines = found?.length ?? (here?.id === id ? earlierOf(here) : 0);
    if (place !== undefined) unfolded.push({ id, index: place, lines });
  });
  unfolded.sort((a, b) => a.index - b.index);
  const toggle = useCallback(
    (id: string, index: number) =>
      setKept((now) => {
        const rows = now.listing === listing ? now.rows : [];
        const others = rows.filter((row) => row.id !== id);
        return { listing, rows: others.length < rows.length ? others : [...rows, { id, index }] };
      }),
    [listing],
  );
  return { unfolded, earlier, toggle, isUnfolded: (id: string) => rows.some((row) => row.id === id) };
}
