import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { ImportProfileDialog } from "./ImportProfileDialog";
import { ProfilePage } from "./ProfilePage";
import { ProfileTable } from "./ProfileTable";
import classes from "./profiles.module.css";

/** All profiles, or the one that the address names. */
export function ProfilesPage() {
  const { name, version, other, with: beside } = useSearch({ from: "/profiles" });
  if (name === undefined) return <AllProfiles />;
  const compared =
    other === undefined && beside === undefined ? null : { name: other ?? name, version: beside ?? null };
  return <ProfilePage key={name} name={name} version={version ?? null} compared={compared} />;
}

function AllProfiles() {
  const { t } = useTranslation("profiles");
  const mayManage = useMay("manage-profiles");
  const [withRetired, setWithRetired] = useState(false);
  const [importing, setImporting] = useState(false);
  const query = useQuery({ queryKey: keys.profiles.list(true), queryFn: () => core.listProfiles(true) });
  const facets = useQuery({ queryKey: keys.certificates.facets, queryFn: () => core.certificateFacets() });
  const shown = query.data?.filter(({ retired }) => withRetired || !retired);
  const someRetired = query.data?.some(({ retired }) => retired) ?? false;
  const create = mayManage ? (
    <Button component={Link} to="/profiles/edit">
      {t("new")}
    </Button>
  ) : null;
  return (
    <Page
      title={t("title")}
      actions={
        mayManage ? (
          <Button variant="default" onClick={() => setImporting(true)}>
            {t("import")}
          </Button>
        ) : null
      }
      primary={create}
    >
      <p className={classes.intro}>{t("intro")}</p>
      {query.isError ? (
        <Failure error={query.error} title={t("failed")} onRetry={() => void query.refetch()} />
      ) : shown === undefined ? (
        <SkeletonLines lines={10} height={16} />
      ) : query.data?.length === 0 ? (
        <Empty title={t("emptyTitle")} action={create} />
      ) : (
        <>
          {someRetired ? (
            <Checkbox
              className={classes.retiredToo}
              label={t("showRetired")}
              checked={withRetired}
              onChange={(event) => setWithRetired(event.currentTarget.checked)}
            />
          ) : null}
          <ProfileTable profiles={shown} used={facets.data?.profiles} />
        </>
      )}
      <ImportProfileDialog opened={importing} onClose={() => setImporting(false)} />
    </Page>
  );
}
