import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { type Exportable, ExportDialog } from "@/components/exporting/ExportDialog";
import { CRL_FORMS } from "@/components/exporting/exportForms";
import { Section } from "@/components/Section";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { type AuthorityDetail, core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import classes from "./authority.module.css";
import { CrlHistory } from "./CrlHistory";
import { CrlRulesDialog } from "./CrlRulesDialog";
import { CurrentCrls } from "./CurrentCrls";
import { RevokedBeforeTable } from "./RevokedBeforeTable";

/** CRLs are made by the program itself, too: how often it is looked for new ones, in milliseconds. */
const LOOK = 5_000;

/** The authority's revocation: what comes of one, which CRLs there are now, its shards, and those that were before. */
export function CrlTab({ authority }: { authority: AuthorityDetail }) {
  const { t } = useTranslation("authorities");
  const mayPublish = useMay("publish-crl");
  const mayManage = useMay("manage-authorities");
  const overview = useQuery({
    queryKey: keys.authorities.crlOverview(authority.id),
    queryFn: () => core.crlOverview(authority.id),
    refetchInterval: LOOK,
  });
  const history = useQuery({
    queryKey: keys.authorities.crls(authority.id),
    queryFn: () => core.listCrls(authority.id),
    refetchInterval: LOOK,
  });
  const [exporting, setExporting] = useState<Exportable | null>(null);
  const [changing, setChanging] = useState(false);
  const issuing = useCommand((kind: string) => core.issueCrl(authority.id, kind), {
    onDone: ({ number, entries }) => notifications.show({ message: t("crls.issued", { number, count: entries }) }),
  });
  const failed = [overview, history].find(({ isError }) => isError);
  if (failed?.error) {
    return <Failure error={failed.error} title={t("crls.failed")} onRetry={() => void failed.refetch()} />;
  }
  if (overview.data === undefined || history.data === undefined) return <SkeletonLines lines={5} />;
  const { current, shards, outlook } = overview.data;
  const exported = (kind: string) =>
    setExporting({
      name: kind === "full" ? authority.name : `${authority.name} ${kind}`,
      forms: CRL_FORMS,
      hasKey: false,
      write: ({ form, path, overwrite }) =>
        core.exportCrl(authority.id, kind, form === "crl-pem" ? "pem" : "der", path, overwrite),
    });
  const deeds = {
    onIssue: mayPublish ? (kind: string) => issuing.run(kind) : null,
    onExport: exported,
    pending: issuing.pending,
  };
  return (
    <div className={classes.wide}>
      <ErrorNotice error={issuing.error} />
      <Section title={t("crls.current")}>
        <Group gap={8} mb="md">
          {mayPublish ? (
            <DeedButton variant="default" pending={issuing.pending} onClick={() => issuing.run("full")}>
              {t("crls.issue")}
            </DeedButton>
          ) : null}
          {history.data.length > 0 ? (
            <Button variant="default" onClick={() => exported("full")}>
              {t("crls.export")}
            </Button>
          ) : null}
        </Group>
        <CurrentCrls crls={current} {...deeds} />
      </Section>
      {shards.length > 0 ? (
        <Section title={t("crls.shards")}>
          <p className={classes.quiet}>{t("crls.shardsDetail")}</p>
          <CurrentCrls crls={shards} {...deeds} />
        </Section>
      ) : null}
      <Section title={t("crls.outlook")}>
        <ul className={classes.said}>
          {outlook.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {mayManage ? (
          <Button variant="default" onClick={() => setChanging(true)}>
            {t("rules.change")}
          </Button>
        ) : null}
      </Section>
      <Section title={t("crls.history")}>
        <CrlHistory crls={history.data} />
      </Section>
      <RevokedBeforeTable before={authority.revokedBefore} />
      <ExportDialog what={exporting} onClose={() => setExporting(null)} />
      <CrlRulesDialog authority={authority} opened={changing} onClose={() => setChanging(false)} />
    </div>
  );
}
