// Files dropped on the window go to the inspector unless what is on screen has a use of its own for them: it claims
// them for as long as it is there.
import { useEffect, useSyncExternalStore } from "react";

export type DropClaim = { title: string; hint: string; take: (paths: string[]) => void };

let claim: DropClaim | null = null;
const watchers = new Set<() => void>();

function put(next: DropClaim | null) {
  claim = next;
  for (const watcher of watchers) watcher();
}

/** Claims what is dropped while the calling part is on screen; null claims nothing. Keep `mine` from changing needlessly. */
export function useDropClaim(mine: DropClaim | null) {
  useEffect(() => {
    if (!mine) return;
    put(mine);
    return () => {
      if (claim === mine) put(null);
    };
  }, [mine]);
}

/** Who gets what is dropped now, if not the inspector. */
export const useClaimedDrop = (): DropClaim | null =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => claim,
  );
