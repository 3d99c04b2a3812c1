// Hands what was pasted or dropped anywhere to the inspector's page. Who offers knows nothing of the page, and the
// page nothing of who offered.
import { useSyncExternalStore } from "react";

export type InspectorPayload = { kind: "text"; text: string } | { kind: "files"; paths: string[] };

let payload: InspectorPayload | null = null;
let goToInspector: () => void = () => undefined;
const watchers = new Set<() => void>();

function put(next: InspectorPayload | null) {
  payload = next;
  for (const watcher of watchers) watcher();
}

/** Opens the inspector's page on this. Each call is a new object, so that offering the same text twice shows twice. */
export function openInspector(offered: InspectorPayload) {
  put({ ...offered });
  goToInspector();
}

/** Forgets what was offered: a private key may have been among it. */
export const clearInspector = () => put(null);

/** What was offered last, for the inspector's page. */
export const useInspectorPayload = (): InspectorPayload | null =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => payload,
  );

/** The shell says how to get there. */
export function onInspectorOpened(go: () => void) {
  goToInspector = go;
}
