import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { createQueryClient } from "@/lib/query/client";
import { Gate } from "./Gate";
import { Look } from "./Look";

export function App() {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <Look>
        <Gate />
      </Look>
    </QueryClientProvider>
  );
}
