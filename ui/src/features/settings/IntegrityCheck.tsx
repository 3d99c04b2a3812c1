import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Time } from "@/components/Time";
import { ReadingProgress } from "@/features/jobs/ReadingProgress";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./Settings.module.css";

export function IntegrityCheck() {
  const { t } = useTranslation("settings");
  const check = useCommand(() => core.checkIntegrity(), { invalidates: [keys.audit.all] });
  const report = check.answer;
  return (
    <>
      <div role="status">
        {report && !check.pending ? (
          <>
            <p className={`${classes.verdict} ${report.ok ? classes.sound : classes.damaged}`}>
              {report.ok ? <IconCircleCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
              {report.ok ? t("vault.sound") : t("vault.damaged")}
            </p>
            {report.problems.length > 0 ? (
              <ul className={classes.problems}>
                {report.problems.map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
              </ul>
            ) : null}
            {report.ok ? null : <p className={classes.text}>{t("vault.damagedText")}</p>}
            <p className={classes.text}>
              {t("vault.checkedAt")} <Time at={report.checkedAt} style="exact" />
            </p>
          </>
        ) : null}
      </div>
      <ReadingProgress kind="check-vault" running={check.pending} />
      <ErrorNotice error={check.error} />
      <DeedButton variant="default" mt={8} pending={check.pending} onClick={() => check.run(undefined)}>
        {t("vault.check")}
      </DeedButton>
    </>
  );
}
