import { Fragment, type ReactNode } from "react";
import classes from "./Listed.module.css";

/** Names in a row, none of which is parted at the end of a line: "ECDSA P-256, RSA 2048". */
export function Listed({ names }: { names: readonly string[] }): ReactNode {
  return names.map((name, index) => (
    <Fragment key={name}>
      {index > 0 ? ", " : null}
      <span className={classes.name}>{name}</span>
    </Fragment>
  ));
}
