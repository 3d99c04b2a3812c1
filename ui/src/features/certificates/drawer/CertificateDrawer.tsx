import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PemBlock } from "@/components/PemBlock";
import { SideDrawer } from "@/components/SideDrawer";
import { StatusText } from "@/components/Standing";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { ChainList } from "@/components/signing/ChainList";
import { ExtensionList } from "@/components/signing/ExtensionList";
import { NameList } from "@/components/signing/NameList";
import { VerifyPanel } from "@/components/trust/VerifyPanel";
import { useProfileTitle } from "@/components/useProfileTitle";
import { type CertificateDetail, core } from "@/lib/ipc";
import { takesText } from "@/lib/keyboard";
import { keys } from "@/lib/query/keys";
import { DrawerActions } from "./DrawerActions";
import classes from "./drawer.module.css";
import { HistoryList } from "./HistoryList";
import { LintFindings } from "./LintFindings";
import { Overview } from "./Overview";

const TABS = ["overview", "names", "extensions", "chain", "lint", "history", "pem"] as const;
type Tab = (typeof TABS)[number];

/** One certificate beside the list. J and K go on to the next and the one before, with the same tab open. */
export function CertificateDrawer({
  id,
  onClose,
  onLost,
  onStep,
}: {
  id: string | undefined;
  onClose: () => void;
  onLost: () => void;
  onStep: (by: number) => void;
}) {
  const { t } = useTranslation(["certificates", "common"]);
  const profileTitle = useProfileTitle();
  const [tab, setTab] = useState<Tab>("overview");
  const query = useQuery({
    queryKey: keys.certificates.one(id ?? ""),
    queryFn: () => core.certificate(id ?? ""),
    enabled: id !== undefined,
  });
  const certificate = query.data;
  const row = certificate?.row;
  return (
    <SideDrawer
      opened={id !== undefined}
      onClose={onClose}
      onLost={onLost}
      title={row?.label ?? t("drawer.loading")}
      subtitle={
        row ? (
          <span className={classes.subtitle}>
            {row.profile ? `${profileTitle(row.profile)} · ` : ""}
            <StatusText status={row.status} />
          </span>
        ) : null
      }
      footer={certificate ? <DrawerActions certificate={certificate} /> : null}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: shortcuts beside the drawer's own controls. */}
      <div
        onKeyDown={(event) => {
          if (takesText(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
          if (event.key === "j" || event.key === "k") {
            event.preventDefault();
            onStep(event.key === "j" ? 1 : -1);
          }
        }}
      >
        {query.isError ? (
          <Failure error={query.error} title={t("drawer.failed")} onRetry={() => void query.refetch()} />
        ) : certificate === undefined ? (
          <SkeletonLines lines={10} />
        ) : (
          <Tabs value={tab} onChange={(value) => setTab(TABS.find((each) => each === value) ?? "overview")}>
            <Tabs.List mb="md" className={classes.tabs}>
              {TABS.map((each) => (
                <Tabs.Tab key={each} value={each} className={classes.tab}>
                  {t(`drawer.tabs.${each}`)}
                  {each === "lint" ? <Grave certificate={certificate} /> : null}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value={tab}>
              <Shown tab={tab} certificate={certificate} />
            </Tabs.Panel>
          </Tabs>
        )}
      </div>
    </SideDrawer>
  );
}

/** How many errors and warnings lint found, beside the tab's name. */
function Grave({ certificate: { lint } }: { certificate: CertificateDetail }) {
  const count = lint.filter(({ severity }) => severity !== "notice").length;
  return count > 0 ? <span className={classes.unset}> {count}</span> : null;
}

function Shown({ tab, certificate }: { tab: Tab; certificate: CertificateDetail }) {
  const { t } = useTranslation("certificates");
  switch (tab) {
    case "overview":
      return <Overview key={certificate.row.id} certificate={certificate} />;
    case "names":
      return certificate.names.length > 0 ? (
        <NameList names={certificate.names} />
      ) : (
        <p className={classes.quiet}>{t("drawer.noNames")}</p>
      );
    case "extensions":
      return certificate.extensions.length > 0 ? (
        <ExtensionList extensions={certificate.extensions} />
      ) : (
        <p className={classes.quiet}>{t("drawer.noExtensions")}</p>
      );
    case "chain":
      return (
        <>
          <ChainList chain={certificate.chain} current={certificate.row.id} />
          <p className={classes.quiet}>
            {certificate.chainComplete ? t("drawer.chainComplete") : t("drawer.chainIncomplete")}
          </p>
          <VerifyPanel
            key={certificate.row.id}
            subject={{ kind: "reference", value: certificate.row.id }}
            host={hostOf(certificate)}
            ours={certificate.authorityId !== null}
            purpose={certificate.extendedKeyUsage.includes("serverAuth") ? "server" : undefined}
          />
        </>
      );
    case "lint":
      return <LintFindings findings={certificate.lint} />;
    case "history":
      return <HistoryList history={certificate.history} />;
    case "pem":
      return <PemBlock pem={certificate.pem} />;
  }
}

/** A host that the certificate names, to begin with; none for a wildcard, which names many. */
function hostOf(certificate: CertificateDetail): string | undefined {
  return certificate.names.find((name) => (name.kind === "dns" || name.kind === "ip") && !name.value.startsWith("*."))
    ?.value;
}
