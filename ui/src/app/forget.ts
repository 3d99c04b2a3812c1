import { notifications } from "@mantine/notifications";
import type { QueryClient } from "@tanstack/react-query";
import { clearInspector } from "@/lib/inspectorBus";
import type { ConsoleState, CoreError } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { closeSurface } from "@/lib/surfaces";

/** Drops all that was read from the vault. */
export function dropWhatWasRead(client: QueryClient) {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.console[0] });
  client.getMutationCache().clear();
}

/**
 * The vault is locked: shows sign-in at once and drops all that was read from it, before asking the core how things
 * stand. The rooms go first, so that nothing on screen asks for data again.
 */
export function forgetEverything(client: QueryClient) {
  client.setQueryData<ConsoleState>(keys.console, (state) => state && { ...state, phase: "locked", session: null });
  closeSurface();
  clearInspector();
  notifications.clean();
  dropWhatWasRead(client);
  void client.invalidateQueries({ queryKey: keys.console });
}

/**
 * An answer showed that the vault is open to this person no longer: sign-in, and why, unless it is merely locked,
 * which sign-in says by itself.
 */
export function showTheDoor(why: CoreError, client: QueryClient) {
  if (client.getQueryData<ConsoleState>(keys.console)?.phase === "open") forgetEverything(client);
  if (why.code === "locked") return;
  notifications.show({ id: "shut-out", color: "harm", message: why.message, autoClose: false });
}
