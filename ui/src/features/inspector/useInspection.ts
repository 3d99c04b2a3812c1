import { useCallback, useRef, useState } from "react";
import { asCoreError, type CoreError, core, type Inspected } from "@/lib/ipc";

export type Source = { kind: "text"; text: string } | { kind: "file"; path: string };

export type Inspection = {
  key: number;
  /** The file's path; null for text. */
  name: string | null;
  source: Source;
  state: "reading" | "read" | "failed";
  found: Inspected[];
  error: CoreError | null;
  /** What opened it; null where it was not locked. */
  passphrase: string | null;
  /** Reads the same once more, with the passphrase of what was locked. */
  unlock: (passphrase: string) => void;
};

/** Not more than this many files at once: each is shown in full. */
const MAX_SOURCES = 20;

/**
 * What the core recognises in each source. Nothing of it goes into the cache of queries: a private key may be among
 * it, and it is forgotten with the page.
 */
export function useInspection() {
  const [inspection, setInspection] = useState<Inspection[] | null>(null);
  const round = useRef(0);

  const read = useCallback((key: number, mine: number, source: Source, passphrase: string | null) => {
    const put = (change: Partial<Inspection>) => {
      // An answer to what is no longer asked is not shown.
      if (round.current !== mine) return;
      setInspection((now) => now?.map((each) => (each.key === key ? { ...each, ...change } : each)) ?? null);
    };
    const asked =
      source.kind === "text" ? core.inspectText(source.text, passphrase) : core.inspectFile(source.path, passphrase);
    asked.then(
      (found) => put({ state: "read", found, error: null, passphrase }),
      (thrown) => put({ state: "failed", error: asCoreError(thrown) }),
    );
  }, []);

  const inspect = useCallback(
    (sources: Source[]) => {
      round.current += 1;
      const mine = round.current;
      const taken = sources.slice(0, MAX_SOURCES);
      setInspection(
        taken.map((source, key) => ({
          key,
          name: source.kind === "file" ? source.path : null,
          source,
          state: "reading",
          found: [],
          error: null,
          passphrase: null,
          unlock: (passphrase) => read(key, mine, source, passphrase),
        })),
      );
      taken.forEach((source, key) => {
        read(key, mine, source, null);
      });
    },
    [read],
  );
  const clear = useCallback(() => {
    round.current += 1;
    setInspection(null);
  }, []);
  return { inspection, inspect, clear };
}
