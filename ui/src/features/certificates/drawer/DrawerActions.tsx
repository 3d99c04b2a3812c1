import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { type Exportable, ExportDialog } from "@/components/exporting/ExportDialog";
import { CERTIFICATE_FORMS } from "@/components/exporting/exportForms";
import { type CertificateDetail, core, type ExportFormat, type Selection } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import { RevokeDialog } from "../revoking/RevokeDialog";
import classes from "./drawer.module.css";

/** What can be done with the certificate in the drawer; revoking stands apart. */
export function DrawerActions({ certificate: { row, revocation, authorityId } }: { certificate: CertificateDetail }) {
  const { t } = useTranslation("certificates");
  const mayRevoke = useMay("revoke");
  const [exporting, setExporting] = useState<Exportable | null>(null);
  const [revoking, setRevoking] = useState(false);
  const selection: Selection = useMemo(() => ({ kind: "ids", ids: [row.id] }), [row.id]);
  const release = useCommand((id: string) => core.releaseCertificate(id), {
    onDone: () => notifications.show({ message: t("drawer.released", { name: row.label }) }),
  });
  const { error, clear } = release;
  useEffect(() => {
    if (!error) return;
    notifications.show({ color: "harm", message: error.message });
    clear();
  }, [error, clear]);
  const onHold = row.status === "on-hold";
  return (
    <>
      <Button
        variant="default"
        onClick={() =>
          setExporting({
            name: row.label,
            forms: CERTIFICATE_FORMS,
            hasKey: row.hasKey,
            write: ({ form, ...rest }) => core.exportCertificate(row.id, { format: form as ExportFormat, ...rest }),
          })
        }
      >
        {t("drawer.export")}
      </Button>
      {row.isCa && authorityId !== null ? (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/authorities" search={{ id: authorityId }} {...props} />}
        >
          {t("drawer.openAuthority")}
        </Button>
      ) : null}
      {mayRevoke && revocation?.releasable ? (
        <DeedButton variant="default" pending={release.pending} onClick={() => release.run(row.id)}>
          {t("drawer.release")}
        </DeedButton>
      ) : null}
      {mayRevoke && (revocation === null || onHold) && row.origin === "issued" ? (
        <Button variant="outline" color="harm" className={classes.harm} onClick={() => setRevoking(true)}>
          {t("drawer.revoke")}
        </Button>
      ) : null}
      <ExportDialog what={exporting} onClose={() => setExporting(null)} />
      <RevokeDialog opened={revoking} selection={selection} single={row} onClose={() => setRevoking(false)} />
    </>
  );
}
