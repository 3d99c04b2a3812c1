import { Button, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Exportable, ExportDialog } from "@/components/exporting/ExportDialog";
import { certificateForms } from "@/components/exporting/exportForms";
import { RenewDialog, type Renewing } from "@/features/renewals/RenewDialog";
import { type CertificateDetail, core, type ExportFormat, type Selection } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import { ReleaseDialog } from "../revoking/ReleaseDialog";
import { RevokeDialog } from "../revoking/RevokeDialog";
import classes from "./drawer.module.css";

/** What can be done with the certificate in the drawer; revoking stands apart. */
export function DrawerActions({ certificate }: { certificate: CertificateDetail }) {
  const { t } = useTranslation("certificates");
  const { row, revocation, authorityId, chain } = certificate;
  const mayRevoke = useMay("revoke");
  const mayIssue = useMay("issue");
  const [renewing, setRenewing] = useState<Renewing | null>(null);
  const [exporting, setExporting] = useState<Exportable | null>(null);
  const [revoking, setRevoking] = useState(false);
  const selection: Selection = useMemo(() => ({ kind: "ids", ids: [row.id] }), [row.id]);
  const [releasing, setReleasing] = useState(false);
  const onHold = row.status === "on-hold";
  const root = row.isCa && certificate.chainComplete && chain.length === 1;
  const why = authorityId === null ? t(root ? "drawer.rootNotRevoked" : "drawer.notOurs") : null;
  const whyId = useId();
  return (
    <>
      <Button
        variant="default"
        onClick={() =>
          setExporting({
            name: row.label,
            forms: certificateForms(row.keyAlgorithm),
            hasKey: row.hasKey,
            write: ({ form, ...rest }) => core.exportCertificate(row.id, { format: form as ExportFormat, ...rest }),
          })
        }
      >
        {t("drawer.export")}
      </Button>
      {mayIssue && certificate.renewable ? (
        <Button variant="default" onClick={() => setRenewing({ kind: "one", certificate })}>
          {t("drawer.renew")}
        </Button>
      ) : null}
      {row.isCa && authorityId !== null ? (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/authorities" search={{ id: authorityId }} {...props} />}
        >
          {t("drawer.openAuthority")}
        </Button>
      ) : null}
      {mayRevoke && revocation?.releasable ? (
        <Button variant="default" onClick={() => setReleasing(true)}>
          {t("drawer.release")}
        </Button>
      ) : null}
      {mayRevoke && (revocation === null || onHold) ? (
        <Tooltip label={why} disabled={why === null} multiline maw={280}>
          <Button
            variant="outline"
            color="harm"
            className={classes.harm}
            // Still there to be reached, so that its reason can be read.
            aria-disabled={why !== null || undefined}
            data-disabled={why !== null || undefined}
            aria-describedby={why === null ? undefined : whyId}
            onClick={() => why === null && setRevoking(true)}
          >
            {t("drawer.revoke")}
          </Button>
        </Tooltip>
      ) : null}
      {why === null ? null : (
        <span id={whyId} className="visually-hidden">
          {why}
        </span>
      )}
      <ExportDialog what={exporting} onClose={() => setExporting(null)} />
      <RenewDialog what={renewing} onClose={() => setRenewing(null)} />
      <ReleaseDialog opened={releasing} certificate={certificate} onClose={() => setReleasing(false)} />
      <RevokeDialog opened={revoking} selection={selection} single={row} onClose={() => setRevoking(false)} />
    </>
  );
}
