import { Button, Group } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Exportable, ExportDialog } from "@/components/exporting/ExportDialog";
import { certificateForms, type ExportForm } from "@/components/exporting/exportForms";
import { Fingerprint, Serial } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { NameList } from "@/components/signing/NameList";
import { formatDate } from "@/lib/format";
import { type CertificateDetail, core, type ExportFormat } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import classes from "./issue.module.css";

/** It is issued: what it is, and what is usually done next. */
export function IssuedView({ certificate, onAnother }: { certificate: CertificateDetail; onAnother: () => void }) {
  const { t } = useTranslation("issue");
  const mayExportKey = useMay("export-key");
  const [exporting, setExporting] = useState<Exportable | null>(null);
  const lead = useRef<HTMLHeadingElement>(null);
  // The form is gone and the focus with it: go on from the good news.
  useEffect(() => lead.current?.focus(), []);
  const { row } = certificate;
  const take = (first: ExportForm) =>
    setExporting({
      name: row.label,
      forms: certificateForms(row.keyAlgorithm),
      first,
      hasKey: row.hasKey,
      write: ({ form, ...rest }) => core.exportCertificate(row.id, { format: form as ExportFormat, ...rest }),
    });
  return (
    <div className={classes.issued}>
      <h2 className={classes.lead} ref={lead} tabIndex={-1}>
        <IconCircleCheck size={20} className={classes.good} aria-hidden />
        {t("done.lead", { name: row.label, date: formatDate(row.notAfter) })}
      </h2>
      <KeyValues
        items={[
          { label: t("done.serial"), value: <Serial value={row.serial} /> },
          { label: t("done.fingerprint"), value: <Fingerprint value={row.fingerprint} /> },
        ]}
      />
      {certificate.names.length > 0 ? (
        <div className={classes.below}>
          <NameList names={certificate.names} />
        </div>
      ) : null}
      <h3 className={classes.heading}>{t("done.next")}</h3>
      <p className={classes.hint}>{t(row.hasKey ? "done.keyInVault" : "done.keyElsewhere")}</p>
      <Group gap={8}>
        <Button variant="default" onClick={() => take("pem")}>
          {t("done.exportCertificate")}
        </Button>
        <Button variant="default" onClick={() => take("chain")}>
          {t("done.exportChain")}
        </Button>
        {row.hasKey && mayExportKey ? (
          <>
            <Button variant="default" onClick={() => take("key")}>
              {t("done.exportKey")}
            </Button>
            <Button variant="default" onClick={() => take("pkcs12")}>
              {t("done.exportPkcs12")}
            </Button>
          </>
        ) : null}
      </Group>
      <Group gap={8} mt="lg">
        <Button renderRoot={(props) => <Link to="/certificates" search={{ id: row.id }} {...props} />}>
          {t("done.open")}
        </Button>
        <Button variant="default" onClick={onAnother}>
          {t("done.another")}
        </Button>
      </Group>
      <ExportDialog what={exporting} onClose={() => setExporting(null)} />
    </div>
  );
}
