// What lies over the room: drawers and dialogs, the last opened uppermost. Esc is meant for the uppermost alone, and
// each of them listens on the window, so that each must know whether it is the one.
import { useEffect, useId, useSyncExternalStore } from "react";

let layers: readonly string[] = [];
const watchers = new Set<() => void>();

function put(next: readonly string[]) {
  layers = next;
  for (const watcher of watchers) watcher();
}

/** Whether this, while it is `opened`, lies over everything else. */
export function useUppermost(opened: boolean): boolean {
  const id = useId();
  useEffect(() => {
    if (!opened) return;
    put([...layers, id]);
    return () => put(layers.filter((layer) => layer !== id));
  }, [opened, id]);
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => layers.at(-1) === id,
  );
}

/** What lies over what: a drawer over the room (the kit's own 200), notices over both, a dialog over all of them. */
export const NOTICES_LAYER = 250;
export const DIALOG_LAYER = 290;
