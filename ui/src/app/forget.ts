import { notifications } from "@mantine/notifications";
import type { QueryClient } from "@tanstack/react-query";
import type { ConsoleState } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { closeSurface } from "@/lib/surfaces";
import { clearInspector } from "./inspectorBus";

/**
 * The vault is locked: shows sign-in at once and drops all that was read from it, before asking the core how things
 * stand. The rooms go first, so that nothing on screen asks for data again.
 */
export function forgetEverything(client: QueryClient) {
  client.setQueryData<ConsoleState>(keys.console, (state) => state && { ...state, phase: "locked", session: null });
  closeSurface();
  clearInspector();
  notifications.clean();
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.console[0] });
  client.getMutationCache().clear();
  void client.invalidateQueries({ queryKey: keys.console });
}
