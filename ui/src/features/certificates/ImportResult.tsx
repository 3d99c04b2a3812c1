import { Button, Stack } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { DialogActions } from "@/components/DialogActions";
import { Sentence } from "@/components/Sentence";
import { formatNumber } from "@/lib/format";
import type { ImportReport } from "@/lib/ipc";
import classes from "./ImportResult.module.css";

/** What an import did: how many came in, how many were known, and each that could not be read, with the reason. */
export function ImportResult({
  report,
  onClose,
  onMore,
  onShow,
}: {
  report: ImportReport;
  onClose: () => void;
  onMore: () => void;
  onShow: () => void;
}) {
  const { t } = useTranslation("certificates");
  const said = (name: "imported" | "known" | "keys", count: number) =>
    t(`importDialog.${name}`, { count, number: formatNumber(count) });
  return (
    <Stack gap="md">
      <div role="status" className={classes.lines}>
        <div className={classes.line}>
          <IconCircleCheck size={16} className={classes.good} aria-hidden />
          <strong>{said("imported", report.imported)}</strong>
        </div>
        {report.alreadyKnown > 0 ? <div className={classes.indented}>{said("known", report.alreadyKnown)}</div> : null}
        {report.keys > 0 ? <div className={classes.indented}>{said("keys", report.keys)}</div> : null}
      </div>
      {report.failed.length > 0 ? (
        <div role="alert">
          <div className={classes.line}>
            <IconAlertTriangle size={16} className={classes.bad} aria-hidden />
            <strong>{t("importDialog.failed", { count: report.failed.length })}</strong>
          </div>
          <ul className={classes.failures}>
            {report.failed.map((failure) => (
              <li key={`${failure.source} ${failure.message}`}>
                <span className="mono">{failure.source}</span>
                <div className={classes.reason}>
                  <Sentence text={failure.message} />
                </div>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <DialogActions>
        <Button variant="default" onClick={onMore}>
          {t("importDialog.more")}
        </Button>
        {report.imported > 0 ? (
          <Button variant="default" onClick={onShow}>
            {t("importDialog.show")}
          </Button>
        ) : null}
        <Button onClick={onClose} data-autofocus>
          {t("importDialog.close")}
        </Button>
      </DialogActions>
    </Stack>
  );
}
