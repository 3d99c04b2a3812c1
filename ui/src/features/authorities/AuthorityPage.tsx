import { Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Exportable, ExportDialog } from "@/components/exporting/ExportDialog";
import { authorityForms } from "@/components/exporting/exportForms";
import { Page } from "@/components/Page";
import { PemBlock } from "@/components/PemBlock";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { ChainList } from "@/components/signing/ChainList";
import { ExtensionList } from "@/components/signing/ExtensionList";
import { type AuthorityDetail, core, type ExportFormat } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { AuthorityOverview } from "./AuthorityOverview";
import classes from "./authority.module.css";
import { ChangeDialog } from "./ChangeDialog";
import { CrlTab } from "./CrlTab";

const TABS = ["overview", "crls", "chain", "extensions", "pem"] as const;
type Tab = (typeof TABS)[number];

/** One authority: what it is, how its key is protected, its CRLs, and what can be done with it. */
export function AuthorityPage({ id }: { id: string }) {
  const { t } = useTranslation("authorities");
  const query = useQuery({ queryKey: keys.authorities.one(id), queryFn: () => core.authority(id) });
  const authority = query.data;
  return (
    <Page
      title={authority?.name ?? t("title")}
      primary={authority && canSign(authority) ? <IssueFrom id={authority.id} /> : null}
    >
      <div className={classes.topBar}>
        <Link to="/authorities">{t("back")}</Link>
        {authority ? <Actions authority={authority} /> : null}
      </div>
      {query.isError ? (
        <Failure error={query.error} title={t("oneFailed")} onRetry={() => void query.refetch()} />
      ) : authority === undefined ? (
        <SkeletonLines lines={12} />
      ) : (
        <Parts authority={authority} />
      )}
    </Page>
  );
}

function Parts({ authority }: { authority: AuthorityDetail }) {
  const { t } = useTranslation("authorities");
  const [tab, setTab] = useState<Tab>("overview");
  return (
    <Tabs value={tab} onChange={(value) => setTab(TABS.find((each) => each === value) ?? "overview")}>
      <Tabs.List mb="lg">
        {TABS.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {t(`tabs.${each}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="overview">
        <AuthorityOverview authority={authority} />
      </Tabs.Panel>
      <Tabs.Panel value="crls">
        <CrlTab authority={authority} />
      </Tabs.Panel>
      <Tabs.Panel value="chain" className={classes.column}>
        <ChainList chain={authority.chain} />
      </Tabs.Panel>
      <Tabs.Panel value="extensions" className={classes.column}>
        <ExtensionList extensions={authority.extensions} />
      </Tabs.Panel>
      <Tabs.Panel value="pem" className={classes.column}>
        <PemBlock pem={authority.pem} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Actions({ authority }: { authority: AuthorityDetail }) {
  const { t } = useTranslation("authorities");
  const mayManage = useMay("manage-authorities");
  const [exporting, setExporting] = useState<Exportable | null>(null);
  const [changing, setChanging] = useState(false);
  return (
    <div className={classes.actions}>
      <Button
        variant="default"
        onClick={() =>
          setExporting({
            name: authority.name,
            forms: authorityForms(authority.keyAlgorithm),
            hasKey: true,
            write: ({ form, ...rest }) => core.exportAuthority(authority.id, { format: form as ExportFormat, ...rest }),
          })
        }
      >
        {t("export")}
      </Button>
      {mayManage ? (
        <Button variant="default" onClick={() => setChanging(true)}>
          {t("change.action")}
        </Button>
      ) : null}
      {mayManage && canSign(authority) && authority.pathLen !== 0 ? (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/authorities/new" search={{ parent: authority.id }} {...props} />}
        >
          {t("createBelow")}
        </Button>
      ) : null}
      <ExportDialog what={exporting} onClose={() => setExporting(null)} />
      <ChangeDialog authority={authority} opened={changing} onClose={() => setChanging(false)} />
    </div>
  );
}

const canSign = ({ status }: AuthorityDetail) => status === "active";

function IssueFrom({ id }: { id: string }) {
  const { t } = useTranslation("shell");
  if (!useMay("issue")) return null;
  return (
    <Button renderRoot={(props) => <Link to="/issue" search={{ authority: id }} {...props} />}>{t("primary")}</Button>
  );
}
