import { MutationCache, QueryClient, type QueryKey } from "@tanstack/react-query";

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: { invalidates?: "everything" | QueryKey[] };
  }
}

/**
 * The cache of what the core last said. Another process may change the vault at any time, so that nothing counts as
 * fresh for long, and a deed makes everything that is on screen be asked for again unless it says what it touches.
 */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    mutationCache: new MutationCache({
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
