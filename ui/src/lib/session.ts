import { queryOptions, useQuery } from "@tanstack/react-query";
import { type ConsoleState, core, type Permission, type Session } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";

export const consoleQuery = queryOptions({ queryKey: keys.console, queryFn: () => core.consoleState(), staleTime: 0 });

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
