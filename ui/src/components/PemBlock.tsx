import { CopyButton } from "./CopyButton";
import classes from "./PemBlock.module.css";

/** PEM text that scrolls in its own frame, with a button that copies all of it. */
export function PemBlock({ pem, thing = "PEM" }: { pem: string; thing?: string }) {
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a frame that scrolls must be reachable by keyboard. */}
      <section className={`mono ${classes.pem}`} aria-label={thing} tabIndex={0}>
        {pem.trimEnd()}
      </section>
      <div className={classes.copy}>
        <CopyButton value={pem} thing={thing} />
      </div>
    </div>
  );
}
