import type { ReactNode } from "react";
import classes from "./DialogActions.module.css";
import { useKeptClear } from "./useKeptClear";

/** The buttons of a dialog, in sight however long it is. `apart` keeps a harmful one away from the others. */
export function DialogActions({ apart, children }: { apart?: boolean; children: ReactNode }) {
  const foot = useKeptClear();
  return (
    <div ref={foot} className={`${classes.actions} ${apart ? classes.apart : classes.end}`}>
      {children}
    </div>
  );
}
