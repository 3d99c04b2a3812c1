import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./issue.module.css";

/** Beside the button: how many errors and warnings the preview lists, which a narrow window shows far below. */
export function Outlook({ errors, warnings, onShow }: { errors: number; warnings: number; onShow: () => void }) {
  const { t } = useTranslation("issue");
  return (
    <p className={errors + warnings > 0 ? classes.outlook : "visually-hidden"} role="status">
      {errors > 0 ? <span className={classes.blocked}>{t("blocked", { count: errors })}</span> : null}
      {warnings > 0 ? <span>{t("warnings", { count: warnings })}</span> : null}
      {errors + warnings > 0 ? (
        <UnstyledButton className={classes.show} onClick={onShow}>
          {t("showFindings")}
        </UnstyledButton>
      ) : null}
    </p>
  );
}
