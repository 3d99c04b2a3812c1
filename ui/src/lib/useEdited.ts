import { useState } from "react";

type Edit<V> = {
  /** What stood there when it was edited, or when the form was last looked at anew. */
  seen: V;
  wanted: V;
  /** Whether `seen` is what somebody else wrote meanwhile. */
  theirs: boolean;
};
type Edits<T> = { [K in keyof T]?: Edit<T[K]> };

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * What a form edits. Whatever was not touched follows what stands there by now (`present`), whoever writes it. What was
 * typed stays, with what had been looked at then: both go to the core, which refuses to undo a change that was not seen.
 */
export function useEdited<T extends object>(present: T) {
  const [edits, setEdits] = useState<Edits<T>>({});
  const over = (value: (edit: Edit<T[keyof T]>) => T[keyof T]): T => {
    const all = { ...present };
    for (const key of keysOf(edits)) {
      const edit = edits[key];
      if (edit && !same(edit.seen, edit.wanted)) all[key] = value(edit);
    }
    return all;
  };
  const [seen, wanted] = [over((edit) => edit.seen), over((edit) => edit.wanted)];
  return {
    seen,
    wanted,
    changed: !same(seen, wanted),
    set: (change: Partial<T>) =>
      setEdits((now) => {
        const next = { ...now };
        for (const key of keysOf(change)) {
          const before = now[key] ?? { seen: present[key], theirs: false };
          next[key] = { ...before, wanted: change[key] as T[typeof key] };
        }
        return next;
      }),
    /** What stands there was looked at: what was typed may take its place. */
    lookAnew: (fresh: T) =>
      setEdits((now) => {
        const next: Edits<T> = {};
        for (const key of keysOf(now)) {
          const edit = now[key];
          if (!edit || same(edit.seen, edit.wanted)) continue;
          next[key] = { seen: fresh[key], wanted: edit.wanted, theirs: edit.theirs || !same(edit.seen, fresh[key]) };
        }
        return next;
      }),
    /** What somebody else wrote where something else was typed here, once it was looked at. */
    theirs: <K extends keyof T>(key: K): { value: T[K] } | null => {
      const edit = edits[key];
      return edit?.theirs && !same(edit.seen, edit.wanted) ? { value: edit.seen } : null;
    },
    /** All that was typed is kept: there is nothing to send any more. */
    done: () => setEdits({}),
  };
}

const keysOf = <T extends object>(value: T) => Object.keys(value) as (keyof T)[];
