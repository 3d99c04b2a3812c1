import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./issue.module.css";

/** Beside the button: how many errors and warnings the preview lists, which a narrow window shows far below. */
export function Outlook({
  errors,
  warnings,
  unanswered,
  onShow,
}: {
  errors: number;
  warnings: number;
  /** Whether it waits for the yes to a second certificate for the same names. */
  unanswered: boolean;
  onShow: () => void;
}) {
  const { t } = useTranslation("issue");
  const any = errors + warnings > 0 || unanswered;
  return (
    <p className={any ? classes.outlook : "visually-hidden"} role="status">
      {errors > 0 ? <span className={classes.blocked}>{t("blocked", { count: errors })}</span> : null}
      {unanswered ? <span>{t("unanswered")}</span> : null}
      {warnings > 0 ? <span>{t("warnings", { count: warnings })}</span> : null}
      {any ? (
        <UnstyledButton className={classes.show} onClick={onShow}>
          {t("showFindings")}
        </UnstyledButton>
      ) : null}
    </p>
  );
}
