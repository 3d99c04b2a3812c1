import type { ReactNode } from "react";
import classes from "./FormFoot.module.css";
import { useKeptClear } from "./useKeptClear";

/** The buttons of a form that is a page, in sight however long the form is; above them what keeps it from being sent. */
export function FormFoot({ notice, aside, children }: { notice?: ReactNode; aside?: string; children: ReactNode }) {
  const foot = useKeptClear();
  return (
    <div ref={foot} className={classes.foot}>
      {notice}
      <div className={classes.buttons}>
        {children}
        {aside ? <span className={classes.aside}>{aside}</span> : null}
      </div>
    </div>
  );
}
