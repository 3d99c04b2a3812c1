import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { forgetEverything } from "./forget";

/** Locks the vault and drops what was read from it; a refusal is shown, since then it is still open. */
export function useLock() {
  const client = useQueryClient();
  const lock = useCommand(() => core.lockVault(), { onDone: () => forgetEverything(client), invalidates: [] });
  const { error } = lock;
  useEffect(() => {
    if (error) notifications.show({ color: "harm", message: error.message });
  }, [error]);
  return lock;
}
