import { useState } from "react";
import type { AuthoritySummary, ProfileView } from "@/lib/ipc";

/** Who signs and under which profile: a profile that the chosen authority does not accept is not among the choices. */
export function useWhoSigns(authorities: readonly AuthoritySummary[], profiles: readonly ProfileView[]) {
  // A root is better kept for signing authorities: an issuing one is offered first.
  const usual = authorities.find(({ isRoot, keyState }) => !isRoot && keyState !== "locked") ?? authorities[0];
  const [authority, setAuthority] = useState(usual?.id ?? "");
  const [chosen, setChosen] = useState<string | null>(null);
  const offered = profiles.filter(({ acceptedBy }) => acceptedBy?.includes(authority) ?? true);
  return {
    authorities,
    authority,
    setAuthority,
    offered,
    /** Null where the authority accepts none. */
    profile: offered.find(({ name }) => name === chosen) ?? offered[0] ?? null,
    setProfile: setChosen,
  };
}

export type WhoSignsState = ReturnType<typeof useWhoSigns>;
