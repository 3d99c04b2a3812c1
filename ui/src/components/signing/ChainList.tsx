import { IconCheck, IconHelp, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { StatusText } from "@/components/Standing";
import { Time } from "@/components/Time";
import type { ChainLink } from "@/lib/ipc";
import classes from "./signing.module.css";

/** A chain from its top down to the certificate itself, and whether each signature was verified. */
export function ChainList({ chain, current }: { chain: readonly ChainLink[]; current?: string }) {
  const { t } = useTranslation("signing");
  const topDown = chain[0]?.isRoot || chain.length < 2 ? chain : [...chain].reverse();
  return (
    <ol className={classes.chain}>
      {topDown.map((link, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a chain's place is what tells its links apart.
        <li key={index} className={classes.chainLink}>
          {link.signatureOk === null ? (
            <IconHelp size={16} className={classes.info} role="img" aria-label={t("chain.unchecked")} />
          ) : link.signatureOk ? (
            <IconCheck size={16} className={classes.good} role="img" aria-label={t("chain.verified")} />
          ) : (
            <IconX size={16} className={classes.error} role="img" aria-label={t("chain.bad")} />
          )}
          <span className={classes.chainName}>
            {link.certificateId !== null && link.certificateId !== current ? (
              <Link to="/certificates" search={(previous) => ({ ...previous, id: link.certificateId ?? undefined })}>
                {link.label}
              </Link>
            ) : (
              link.label
            )}
            {link.isRoot ? <span className={classes.source}> · {t("chain.root")}</span> : null}
            {link.signatureOk === false ? <span className={classes.error}> · {t("chain.bad")}</span> : null}
          </span>
          {link.status === "active" ? null : <StatusText status={link.status} />}
          <span className={classes.source}>
            <Time at={link.notAfter} style="date" />
          </span>
        </li>
      ))}
    </ol>
  );
}
