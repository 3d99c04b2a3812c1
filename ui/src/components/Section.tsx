import { type ReactNode, useId } from "react";
import classes from "./Section.module.css";

/** A named part of a page: a heading, perhaps an action at its right, and what it holds. */
export function Section({
  title,
  description,
  action,
  children,
}: {
  title: string;
  description?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 className={classes.title} id={id}>
          {title}
        </h2>
        {action}
      </div>
      {description ? <p className={classes.description}>{description}</p> : null}
      {children}
    </section>
  );
}
