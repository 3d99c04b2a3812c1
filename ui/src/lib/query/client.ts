import { MutationCache, QueryCache, QueryClient, type QueryKey } from "@tanstack/react-query";
import { asCoreError, type CoreError } from "@/lib/ipc";

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: { invalidates?: "everything" | QueryKey[]; atTheDoor?: boolean };
  }
}

/** What the core says to whoever is out: the vault locked meanwhile, or the person was disabled. */
const SHUT_OUT = new Set(["locked", "signed_out"]);

/**
 * The cache of what the core last said. Another process may change the vault at any time, so that nothing counts as
 * fresh for long, and a deed makes everything that is on screen be asked for again unless it says what it touches.
 * `onShutOut` is called when an answer shows that the vault is open to this person no longer.
 */
export function createQueryClient(onShutOut?: (why: CoreError, client: QueryClient) => void): QueryClient {
  const notice = (thrown: Error) => {
    const error = asCoreError(thrown);
    if (SHUT_OUT.has(error.code)) onShutOut?.(error, client);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({
      // Who is refused at the door is told there.
      onError: (thrown, _request, _context, mutation) => {
        if (!mutation.meta?.atTheDoor) notice(thrown);
      },
      onSuccess: (_data, _variables, _context, mutation) => {
        const touched = mutation.meta?.invalidates ?? "everything";
        if (touched === "everything") return void client.invalidateQueries();
        for (const queryKey of touched) void client.invalidateQueries({ queryKey });
      },
    }),
    defaultOptions: {
      // The core is on this machine: never wait for a network, never repeat a refusal.
      queries: { networkMode: "always", retry: false, staleTime: 2_000 },
      // What was sent may have held a passphrase: it is forgotten with the form that sent it.
      mutations: { networkMode: "always", retry: false, gcTime: 0 },
    },
  });
  return client;
}
