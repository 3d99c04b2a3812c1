import { IconCheck, IconMinus } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Seal } from "@/components/Seal";
import { type Step, steps } from "./FirstRun";
import classes from "./FirstRun.module.css";

/** The five steps on the left with where one is, the step itself on the right. */
export function StepFrame({
  step,
  skipped,
  children,
}: {
  step: Step;
  /** What was left for later. */
  skipped: readonly Step[];
  children: ReactNode;
}) {
  const { t } = useTranslation("firstRun");
  const here = steps.indexOf(step);
  useEffect(() => {
    document.title = t("title");
  }, [t]);
  return (
    <div className={classes.frame}>
      <nav className={classes.rail} aria-label={t("steps")}>
        <div className={classes.brand}>
          <Seal />
          {t("title")}
        </div>
        <ol className={classes.steps}>
          {steps.map((name, n) => (
            <li
              key={name}
              aria-current={n === here ? "step" : undefined}
              className={n === here ? classes.here : undefined}
            >
              <span className={classes.mark}>
                {n >= here ? (
                  n + 1
                ) : skipped.includes(name) ? (
                  <IconMinus size={14} stroke={2} aria-label={t("skipped")} role="img" />
                ) : (
                  <IconCheck size={14} stroke={2} aria-label={t("done")} role="img" />
                )}
              </span>
              {t(`step.${name}`)}
            </li>
          ))}
        </ol>
      </nav>
      <main className={classes.content}>
        <div className={classes.step}>{children}</div>
      </main>
    </div>
  );
}
