import type { Blackout } from "@/lib/ipc";

/** A blackout while it is typed: either end may not be there yet. */
export type TypedBlackout = { key: string; from: string | null; until: string | null; reason: string };

export const emptyBlackout = (): TypedBlackout => ({ key: crypto.randomUUID(), from: null, until: null, reason: "" });

export const typedBlackouts = (blackouts: readonly Blackout[]): TypedBlackout[] =>
  blackouts.map((blackout) => ({ ...emptyBlackout(), ...blackout }));

/** The blackouts as the core takes them; null while one is half typed. */
export function wholeBlackouts(typed: readonly TypedBlackout[]): Blackout[] | null {
  const whole = typed.flatMap(({ from, until, reason }) =>
    from === null || until === null ? [] : [{ from, until, reason }],
  );
  return whole.length === typed.length ? whole : null;
}
