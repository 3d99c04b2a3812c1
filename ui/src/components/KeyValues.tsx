import { Fragment, type ReactNode } from "react";
import classes from "./KeyValues.module.css";

/** Facts, label left and value right; an item that is null or has no value is left out. */
export function KeyValues({ items }: { items: ({ label: string; value: ReactNode } | null)[] }) {
  return (
    <dl className={classes.list}>
      {items.map((item) =>
        item === null || item.value === null || item.value === undefined || item.value === "" ? null : (
          <Fragment key={item.label}>
            <dt>{item.label}</dt>
            <dd>{item.value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  );
}
