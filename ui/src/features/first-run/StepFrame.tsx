import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Seal } from "@/components/Seal";
import { type Step, steps } from "./FirstRun";
import classes from "./FirstRun.module.css";

/** The five steps on the left with where one is, the step itself on the right. */
export function StepFrame({ step, children }: { step: Step; children: ReactNode }) {
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
                {n < here ? <IconCheck size={14} stroke={2} aria-label={t("done")} role="img" /> : n + 1}
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
