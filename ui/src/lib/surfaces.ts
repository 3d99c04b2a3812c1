// The surfaces that open over any room: the palette and the keyboard help. Whoever wants one open says so here; the
// shell shows it.
import { useSyncExternalStore } from "react";

type Surface = "palette" | "help" | null;

let open: Surface = null;
const watchers = new Set<() => void>();

function show(surface: Surface) {
  open = surface;
  for (const watcher of watchers) watcher();
}

export const openPalette = () => show("palette");
export const openHelp = () => show("help");
export const closeSurface = () => show(null);

export const useOpenSurface = (): Surface =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => open,
  );
