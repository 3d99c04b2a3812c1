import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { ImportAuthorityForm } from "./ImportAuthorityForm";

/** Bringing in an existing authority with its private key. */
export function ImportAuthorityPage() {
  const { t } = useTranslation("authorities");
  const mayManage = useMay("manage-authorities");
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const settings = useQuery({ queryKey: keys.vault.settings, queryFn: () => core.settings() });
  const error = authorities.error ?? settings.error;
  return (
    <Page title={t("importForm.title")} narrow>
      {!mayManage ? (
        <Empty title={t("importForm.title")}>{t("form.notPermitted")}</Empty>
      ) : error ? (
        <Failure
          error={error}
          onRetry={() => {
            void authorities.refetch();
            void settings.refetch();
          }}
        />
      ) : !authorities.data || !settings.data ? (
        <SkeletonLines lines={14} height={20} />
      ) : (
        <ImportAuthorityForm authorities={authorities.data} crlDays={settings.data.crlDays} />
      )}
    </Page>
  );
}
