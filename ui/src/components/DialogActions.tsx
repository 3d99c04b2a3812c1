import type { ReactNode } from "react";
import classes from "./DialogActions.module.css";
import { useKeptClear } from "./useKeptClear";

/** The buttons of a dialog at its right end, in sight however long it is: Cancel first, what is done last. */
export function DialogActions({ children }: { children: ReactNode }) {
  const foot = useKeptClear();
  return (
    <div ref={foot} className={classes.actions}>
      {children}
    </div>
  );
}
