import { Button } from "@mantine/core";
import { IconCheck, IconMinus, IconShieldCheck, IconShieldX, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Time, WithTimes } from "@/components/Time";
import { useSpoken } from "@/components/useSpoken";
import type { TrustLink, TrustPath, TrustStep, TrustVerdict } from "@/lib/ipc";
import classes from "./trust.module.css";

const icons = { ok: IconCheck, failed: IconX, "not-checked": IconMinus } as const;

/** The verdict in a sentence, and below it the best path, each step with its outcome in a word and an icon. */
export function TrustVerdictView({ verdict }: { verdict: TrustVerdict }) {
  const { t } = useTranslation("trust");
  const spoken = useSpoken();
  const [all, setAll] = useState(false);
  const Icon = verdict.trusted ? IconShieldCheck : IconShieldX;
  const others = verdict.paths.length - 1;
  const shown = all ? verdict.paths : verdict.paths.slice(0, 1);
  return (
    <div className={classes.verdict}>
      <p className={`${classes.sentence} ${verdict.trusted ? classes.ok : classes.failed}`}>
        <Icon size={18} stroke={1.6} aria-hidden />
        <span>
          <WithTimes text={spoken(verdict.sentence)} />
        </span>
      </p>
      {verdict.notes.map((note) => (
        <p key={note} className={classes.quiet}>
          {note}
        </p>
      ))}
      <p className={classes.quiet}>
        {t("askedFor", { count: verdict.anchors })} <Time at={verdict.at} />
      </p>
      {shown.map((path, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a path has no name but its place.
        <PathView key={index} path={path} title={shown.length > 1 ? t("path", { number: index + 1 }) : undefined} />
      ))}
      {others > 0 && !all ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {t("others", { count: others })}
        </Button>
      ) : null}
      {verdict.cutShort ? <p className={classes.quiet}>{t("cutShort")}</p> : null}
    </div>
  );
}

function PathView({ path, title }: { path: TrustPath; title: string | undefined }) {
  return (
    <div className={classes.path}>
      {title === undefined ? null : <h4 className={classes.pathTitle}>{title}</h4>}
      <ol className={classes.links}>
        {path.links.map((link, place) => (
          <li key={link.fingerprint}>
            <LinkHead link={link} />
            <ul className={classes.steps}>
              {path.steps
                .filter((step) => step.link === place)
                .map((step) => (
                  <StepLine key={step.check} step={step} />
                ))}
            </ul>
          </li>
        ))}
      </ol>
    </div>
  );
}

function LinkHead({ link }: { link: TrustLink }) {
  const { t } = useTranslation("trust");
  const { certificateId } = link;
  return (
    <p className={classes.link}>
      {certificateId !== null ? (
        <Link to="/certificates" search={(previous) => ({ ...previous, id: certificateId })}>
          {link.label}
        </Link>
      ) : (
        link.label
      )}
      {link.anchor !== null ? <span className={classes.quiet}> · {t("anchor", { store: link.anchor })}</span> : null}
    </p>
  );
}

function StepLine({ step }: { step: TrustStep }) {
  const { t } = useTranslation("trust");
  const spoken = useSpoken();
  const Icon = icons[step.outcome];
  return (
    <li className={classes.step}>
      <span className={`${classes.outcome} ${classes[step.outcome]}`}>
        <Icon size={14} stroke={2} aria-hidden />
        {t(`outcome.${step.outcome}`)}
      </span>
      <span className={classes.check}>{t(`check.${step.check}` as "check.anchor")}</span>
      <span className={classes.said}>
        <WithTimes text={spoken(step.sentence)} /> <span className={classes.source}>{step.source}</span>
      </span>
    </li>
  );
}
