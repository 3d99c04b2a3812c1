import { Button, Stack } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconClock, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DialogActions } from "@/components/DialogActions";
import { type Exportable, ExportDialog } from "@/components/exporting/ExportDialog";
import { CRL_FORMS } from "@/components/exporting/exportForms";
import { Sentence } from "@/components/Sentence";
import { formatNumber } from "@/lib/format";
import { core, type RevocationReport } from "@/lib/ipc";
import classes from "./revoking.module.css";

/** What came of it: how many, which CRLs are out, which wait and why. */
export function RevocationResult({
  report,
  held,
  onClose,
}: {
  report: RevocationReport;
  held: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("certificates");
  const said = (name: "revoked" | "held" | "skipped" | "failedSome", count: number) =>
    t(`revoke.${name}`, { count, number: formatNumber(count) });
  const [exporting, setExporting] = useState<Exportable | null>(null);
  const out = report.crls.filter(({ number }) => number !== null);
  const only = out.length === 1 ? out[0] : undefined;
  return (
    <Stack gap="md">
      <ul className={classes.lines} role="status">
        <li className={classes.authority}>
          <IconCircleCheck size={16} className={classes.good} aria-hidden />
          <strong>{said(held ? "held" : "revoked", report.revoked)}</strong>
        </li>
        {report.skipped > 0 ? <li>{said("skipped", report.skipped)}</li> : null}
      </ul>
      {report.endedEarly !== null ? <p role="alert">{report.endedEarly}</p> : null}
      {report.failed.length > 0 ? (
        <section role="alert">
          <h3 className={classes.heading}>{said("failedSome", report.failed.length)}</h3>
          <ul className={classes.failures}>
            {report.failed.map((failure) => (
              <li key={failure.id}>
                {failure.label}: <Sentence text={failure.message} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {report.crls.length > 0 ? (
        <section>
          <h3 className={classes.heading}>{t("revoke.crls")}</h3>
          <ul className={classes.lines}>
            {report.crls.map((crl) => (
              <li key={crl.authorityId} className={classes.authority}>
                {crl.number !== null ? (
                  <IconCircleCheck size={14} className={classes.good} aria-hidden />
                ) : crl.message ? (
                  <IconAlertTriangle size={14} className={classes.warning} aria-hidden />
                ) : (
                  <IconClock size={14} className={classes.warning} aria-hidden />
                )}
                {crl.number !== null
                  ? t("revoke.crlOut", { name: crl.authority, number: crl.number })
                  : crl.within !== null
                    ? t("revoke.crlWithin", { name: crl.authority, count: crl.within })
                    : t("revoke.crlWaiting", { name: crl.authority, message: crl.message ?? "" })}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {out.length > 0 ? (
        <p className={classes.reversible}>
          <IconInfoCircle size={16} aria-hidden />
          {only ? t("revoke.takesEffectOne", { number: only.number }) : t("revoke.takesEffectMany")}
        </p>
      ) : null}
      <DialogActions>
        {only ? (
          <Button
            variant="default"
            onClick={() =>
              setExporting({
                name: only.authority,
                forms: CRL_FORMS,
                hasKey: false,
                write: ({ form, path, overwrite }) =>
                  core.exportCrl(
                    only.authorityId,
                    only.kinds[0] ?? "full",
                    form === "crl-pem" ? "pem" : "der",
                    path,
                    overwrite,
                  ),
              })
            }
          >
            {t("revoke.exportCrl")}
          </Button>
        ) : null}
        <Button onClick={onClose} data-autofocus>
          {t("revoke.close")}
        </Button>
      </DialogActions>
      <ExportDialog what={exporting} onClose={() => setExporting(null)} />
    </Stack>
  );
}
