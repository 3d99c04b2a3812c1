import { useEffect, useRef } from "react";
import { core } from "@/lib/ipc";

/** At most this often is the core told that somebody is here. */
const EVERY = 15_000;

/** Tells the core while there is input, which puts off the idle lock; gives the time it was last told. */
export function useActivityNoted(): React.RefObject<number> {
  const last = useRef(Date.now());
  useEffect(() => {
    const note = () => {
      const now = Date.now();
      if (now - last.current < EVERY) return;
      last.current = now;
      // A refusal means that the vault is locked already, which its own event tells.
      core.noteActivity().catch(() => undefined);
    };
    const inputs = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
    for (const input of inputs) window.addEventListener(input, note, { passive: true });
    return () => {
      for (const input of inputs) window.removeEventListener(input, note);
    };
  }, []);
  return last;
}
