import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { type Exportable, ExportDialog } from "@/components/exporting/ExportDialog";
import { CRL_FORMS } from "@/components/exporting/exportForms";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { Relative, Time } from "@/components/Time";
import { formatBytes, formatNumber } from "@/lib/format";
import { type AuthorityDetail, type CrlSummary, core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import classes from "./authority.module.css";
import { RevokedBeforeTable } from "./RevokedBeforeTable";

/** The authority's CRLs, the newest first; making one now and taking it away as a file. */
export function CrlTab({ authority }: { authority: AuthorityDetail }) {
  const { t } = useTranslation("authorities");
  const mayPublish = useMay("publish-crl");
  const query = useQuery({ queryKey: keys.authorities.crls(authority.id), queryFn: () => core.listCrls(authority.id) });
  const [exporting, setExporting] = useState<Exportable | null>(null);
  const issuing = useCommand(() => core.issueCrl(authority.id), {
    onDone: ({ number, entries }) => notifications.show({ message: t("crls.issued", { number, count: entries }) }),
  });
  const issue = mayPublish ? (
    <DeedButton variant="default" pending={issuing.pending} onClick={() => issuing.run(undefined)}>
      {t("crls.issue")}
    </DeedButton>
  ) : null;
  if (query.isError) {
    return <Failure error={query.error} title={t("crls.failed")} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <SkeletonLines lines={5} />;
  return (
    <div className={classes.column}>
      <ErrorNotice error={issuing.error} />
      {query.data.length === 0 ? (
        <Empty title={t("crls.none")} action={issue}>
          {t("crls.noneDetail")}
        </Empty>
      ) : (
        <>
          <Group gap={8} mb="md">
            {issue}
            <Button
              variant="default"
              onClick={() =>
                setExporting({
                  name: authority.name,
                  forms: CRL_FORMS,
                  hasKey: false,
                  write: ({ form, path, overwrite }) =>
                    core.exportCrl(authority.id, form === "crl-pem" ? "pem" : "der", path, overwrite),
                })
              }
            >
              {t("crls.export")}
            </Button>
          </Group>
          <CrlTable crls={query.data} />
        </>
      )}
      <RevokedBeforeTable before={authority.revokedBefore} />
      <ExportDialog what={exporting} onClose={() => setExporting(null)} />
    </div>
  );
}

function CrlTable({ crls }: { crls: CrlSummary[] }) {
  const { t } = useTranslation("authorities");
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("crls.number")}</th>
          <th scope="col">{t("crls.thisUpdate")}</th>
          <th scope="col">{t("crls.nextUpdate")}</th>
          <th scope="col" className={classes.number}>
            {t("crls.entries")}
          </th>
          <th scope="col" className={classes.number}>
            {t("crls.size")}
          </th>
        </tr>
      </thead>
      <tbody>
        {crls.map((crl, index) => (
          <tr key={crl.number}>
            <th scope="row">
              {crl.number}
              {index === 0 ? <span className={classes.tag}>{t("crls.current")}</span> : null}
            </th>
            <td>
              <Time at={crl.thisUpdate} />
            </td>
            <td>
              <Time at={crl.nextUpdate} />
              {index === 0 ? (
                <>
                  {" · "}
                  <Relative at={crl.nextUpdate} />
                </>
              ) : null}
            </td>
            <td className={classes.number}>{formatNumber(crl.entries)}</td>
            <td className={classes.number}>{formatBytes(crl.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
