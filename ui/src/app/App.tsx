import { QueryClientProvider } from "@tanstack/react-query";
import type { RouterHistory } from "@tanstack/react-router";
import { useState } from "react";
import { createQueryClient } from "@/lib/query/client";
import { showTheDoor } from "./forget";
import { Gate } from "./Gate";
import { Look } from "./Look";
import { createConsoleRouter } from "./router";

/** The console. `history` is for tests, which have no address bar. */
export function App({ history }: { history?: RouterHistory }) {
  const [client] = useState(() => createQueryClient(showTheDoor));
  const [router] = useState(() => createConsoleRouter(history));
  return (
    <QueryClientProvider client={client}>
      <Look>
        <Gate router={router} />
      </Look>
    </QueryClientProvider>
  );
}
