import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { TableExportButton } from "@/components/exporting/TableExportButton";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { AuthorityPage } from "./AuthorityPage";
import { AuthorityTree } from "./AuthorityTree";

/** All authorities as a tree, or the one that the address names. */
export function AuthoritiesPage() {
  const { id } = useSearch({ from: "/authorities" });
  return id === undefined ? <AllAuthorities /> : <AuthorityPage key={id} id={id} />;
}

function AllAuthorities() {
  const { t } = useTranslation("authorities");
  const mayManage = useMay("manage-authorities");
  const query = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const create = mayManage ? (
    <Button component={Link} to="/authorities/new">
      {t("create")}
    </Button>
  ) : null;
  const bring = mayManage ? (
    <Button variant="default" component={Link} to="/authorities/import">
      {t("import")}
    </Button>
  ) : null;
  return (
    <Page
      title={t("title")}
      actions={
        <>
          {query.data && query.data.length > 0 ? (
            <TableExportButton of="authorities" table={{ kind: "authorities" }} />
          ) : null}
          {bring}
        </>
      }
      primary={create}
    >
      {query.isError ? (
        <Failure error={query.error} title={t("failed")} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <SkeletonLines lines={8} height={16} />
      ) : query.data.length === 0 ? (
        <Empty
          title={t("emptyTitle")}
          action={
            <>
              {create}
              {bring}
            </>
          }
        >
          {t("emptyDetail")}
        </Empty>
      ) : (
        <AuthorityTree authorities={query.data} />
      )}
    </Page>
  );
}
