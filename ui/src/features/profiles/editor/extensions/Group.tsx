import { type ReactNode, useId } from "react";
import classes from "../editor.module.css";

/** One extension's rules under its name. */
export function Group({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot have an action at its side.
    <div role="group" aria-labelledby={id} className={classes.group}>
      <div className={classes.groupHead}>
        <h3 id={id} className={classes.groupTitle}>
          {title}
        </h3>
        {action}
      </div>
      {children}
    </div>
  );
}
