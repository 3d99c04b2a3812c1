import { useCallback, useRef, useState } from "react";
import { core, type ReadRequest } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";

/** A request that was read, with a number of its own. */
export type ToSign = ReadRequest & { key: number };

/** The requests that were pasted or dropped so far; the same one twice counts once. */
export function useToSign() {
  const [items, setItems] = useState<ToSign[]>([]);
  const next = useRef(0);
  const add = useCallback((found: ReadRequest[]) => {
    setItems((now) => {
      const known = new Set(now.map(({ pem }) => pem).filter((pem) => pem !== null));
      const fresh = found.filter(({ pem }) => pem === null || (!known.has(pem) && known.add(pem)));
      return [
        ...now,
        ...fresh.map((each) => {
          next.current += 1;
          return { ...each, key: next.current };
        }),
      ];
    });
  }, []);
  const files = useCommand((paths: string[]) => core.readRequestFiles(paths), { onDone: add, invalidates: [] });
  const text = useCommand((pasted: string) => core.readRequestText(pasted), { onDone: add, invalidates: [] });
  const remove = useCallback((key: number) => setItems((now) => now.filter((each) => each.key !== key)), []);
  const clear = useCallback(() => setItems([]), []);
  return {
    items,
    remove,
    clear,
    readFiles: files.run,
    readText: text.run,
    reading: files.pending || text.pending,
    error: files.error ?? text.error,
  };
}
