import { queryOptions, useQuery } from "@tanstack/react-query";
import { type ConsoleState, core, type KeychainState, type Permission, type Session } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";

export const consoleQuery = queryOptions({ queryKey: keys.console, queryFn: () => core.consoleState(), staleTime: 0 });

const keychainQuery = queryOptions({ queryKey: keys.keychain, queryFn: () => core.keychainState(), staleTime: 60_000 });

/** Whether the system's keychain can be used; null while it has not said so, which may take a while. */
export const useKeychain = (): KeychainState | null => useQuery(keychainQuery).data ?? null;

/** The console's state; only below the gate, where it is known. */
export function useConsole(): ConsoleState {
  const { data } = useQuery(consoleQuery);
  if (!data) throw new Error("useConsole stands below the gate, which shows nothing before the state is known");
  return data;
}

/** Who is signed in; null while the vault locks. */
export const useSession = (): Session | null => useConsole().session;

/** Whether the person may do this. The core decides again when it is done. */
export const useMay = (permission: Permission): boolean => useSession()?.permissions.includes(permission) ?? false;
