// What this machine keeps for one vault: another vault opened here has its own, and its authorities others.
import { useMemo } from "react";
import { useSession } from "./session";

export type VaultStorage = Pick<Storage, "getItem" | "setItem">;

/** `storage` as far as it belongs to the vault with this id. */
export function ofVault(storage: Storage, vaultId: string): VaultStorage {
  const own = (key: string) => `${key}.${vaultId}`;
  return {
    getItem: (key) => storage.getItem(own(key)),
    setItem: (key, value) => storage.setItem(own(key), value),
  };
}

/** What is kept for the open vault. */
export function useVaultStorage(): VaultStorage {
  const id = useSession()?.vaultId ?? "";
  return useMemo(() => ofVault(localStorage, id), [id]);
}
