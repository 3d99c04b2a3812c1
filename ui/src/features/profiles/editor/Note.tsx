import { IconAlertTriangle } from "@tabler/icons-react";
import classes from "./editor.module.css";

/** What should be looked at twice, below the field it is about. */
export function Note({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className={classes.note} role="status">
      <IconAlertTriangle size={14} aria-hidden /> {text}
    </p>
  );
}
