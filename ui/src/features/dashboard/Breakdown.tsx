import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { useAlgorithm } from "@/components/useAlgorithm";
import { formatNumber } from "@/lib/format";
import type { Tally } from "@/lib/ipc";
import { CertificatesLink } from "./CertificatesLink";
import classes from "./Dashboard.module.css";

/** As many as are seen at a glance; the rest come when asked for. */
const SHOWN = 8;

/** Key algorithms and environments by the words that the rest of the console has for them. */
function useTallyLabel(): (tally: Tally) => string {
  const { t } = useTranslation("common");
  const algorithm = useAlgorithm();
  return ({ filter: { keyAlgorithm, environment }, label }) => {
    if (keyAlgorithm !== null) return algorithm(keyAlgorithm);
    return environment === null ? label : t(`environment.${environment}`);
  };
}

/** How many certificates there are of each kind; every row a link to them. */
export function Breakdown({
  title,
  tallies,
  nothing,
}: {
  title: string;
  tallies: Tally[];
  /** What is said when nothing is counted, though there are certificates. */
  nothing?: string;
}) {
  const { t } = useTranslation("dashboard");
  const [all, setAll] = useState(false);
  const label = useTallyLabel();
  const most = Math.max(1, ...tallies.map((tally) => tally.count));
  const shown = all ? tallies : tallies.slice(0, SHOWN);
  const hidden = tallies.length - SHOWN;
  return (
    <Section title={title}>
      {tallies.length === 0 ? <p className={classes.quiet}>{nothing ?? t("nothingCounted")}</p> : null}
      <ul className={classes.breakdown}>
        {shown
          .map((tally) => ({ ...tally, label: label(tally) }))
          .map((tally) => (
            <li key={tally.label}>
              <CertificatesLink filter={tally.filter} className={classes.breakdownRow}>
                <span className={classes.breakdownLabel} title={tally.label}>
                  {tally.label}
                </span>{" "}
                <span className={classes.breakdownTrack} aria-hidden>
                  <span
                    className={classes.breakdownBar}
                    style={{ width: tally.count === 0 ? 0 : `max(2px, ${(tally.count / most) * 100}%)` }}
                  />
                </span>
                <span className={classes.breakdownCount}>
                  {formatNumber(tally.count)}{" "}
                  <span className="visually-hidden">{t("certificates", { count: tally.count })}</span>
                </span>
              </CertificatesLink>
            </li>
          ))}
      </ul>
      {hidden > 0 ? (
        <Button
          variant="transparent"
          size="compact-xs"
          fw={400}
          px={0}
          onClick={() => setAll(!all)}
          aria-expanded={all}
        >
          {all ? t("fewer") : t("more", { count: hidden })}
        </Button>
      ) : null}
    </Section>
  );
}
