import { useTranslation } from "react-i18next";
import { Time } from "@/components/Time";
import classes from "./renewals.module.css";

/** When a schedule would run next: what a time, or five fields of cron, mean. */
export function NextRuns({ runs }: { runs: readonly string[] }) {
  const { t } = useTranslation("renewals");
  return (
    <p className={classes.nextRuns} role="status">
      {runs.length > 0 ? t("schedule.nextRuns") : null}
      {runs.map((at, index) => (
        <span key={at}>
          {index > 0 ? " · " : " "}
          <Time at={at} />
        </span>
      ))}
    </p>
  );
}
