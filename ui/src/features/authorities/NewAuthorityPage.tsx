import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { NewAuthorityForm } from "./NewAuthorityForm";

/** Creating an authority: a root, or an intermediate that another one signs. */
export function NewAuthorityPage() {
  const { t } = useTranslation("authorities");
  const { parent } = useSearch({ from: "/authorities/new" });
  const mayManage = useMay("manage-authorities");
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const settings = useQuery({ queryKey: keys.vault.settings, queryFn: () => core.settings() });
  const error = authorities.error ?? settings.error;
  return (
    <Page title={t("form.title")}>
      {!mayManage ? (
        <Empty title={t("form.title")}>{t("form.notPermitted")}</Empty>
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
        <NewAuthorityForm
          key={parent}
          authorities={authorities.data}
          parent={parent ?? null}
          crlDays={settings.data.crlDays}
        />
      )}
    </Page>
  );
}
