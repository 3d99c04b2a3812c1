import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Section } from "@/components/Section";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { core, type ProfileDetail } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { ComparedProfiles } from "./ComparedProfiles";
import { PinsSection } from "./PinsSection";
import { ProfileActions } from "./ProfileActions";
import { ProfileFacts } from "./ProfileFacts";
import classes from "./profiles.module.css";
import { Versions } from "./Versions";

/** One profile: what it says, its versions, the authorities that use it, and what can be done with it. */
export function ProfilePage({
  name,
  version,
  compared,
}: {
  name: string;
  /** Null is the newest. */
  version: number | null;
  /** What stands beside it, if anything. */
  compared: { name: string; version: number | null } | null;
}) {
  const { t } = useTranslation("profiles");
  const query = useQuery({
    queryKey: keys.profiles.one(name, version),
    queryFn: () => core.profile({ name, version }),
  });
  const detail = query.data;
  const mayManage = useMay("manage-profiles");
  return (
    <Page
      title={detail?.profile.title ?? name}
      primary={
        detail && mayManage ? (
          <Button renderRoot={(props) => <Link to="/profiles/edit" search={{ name }} {...props} />}>
            {t("action.edit")}
          </Button>
        ) : null
      }
    >
      <div className={classes.topBar}>
        <Link to="/profiles">{t("back")}</Link>
        {detail ? <ProfileActions detail={detail} /> : null}
      </div>
      {query.isError ? (
        <Failure error={query.error} title={t("oneFailed")} onRetry={() => void query.refetch()} />
      ) : detail === undefined ? (
        <SkeletonLines lines={12} />
      ) : compared === null ? (
        <Parts detail={detail} />
      ) : (
        <ComparedProfiles detail={detail} other={compared} />
      )}
    </Page>
  );
}

function Parts({ detail }: { detail: ProfileDetail }) {
  const { t } = useTranslation("profiles");
  const { profile, document, versions } = detail;
  const newest = versions.at(-1)?.version ?? profile.version;
  return (
    <>
      {profile.version < newest ? (
        <p className={classes.older} role="status">
          <IconHistory size={16} stroke={1.8} aria-hidden />
          {t("older", { version: profile.version })}{" "}
          <Link to="/profiles" search={{ name: profile.name }}>
            {t("newest", { version: newest })}
          </Link>
        </p>
      ) : null}
      <div className={classes.lead}>
        {document.description === "" ? null : <p>{document.description}</p>}
        <p className={classes.name}>
          <span className="mono">{profile.name}</span> · {t("versionOf", { version: profile.version })}
          {profile.retired ? ` · ${t("retired")}` : null}
        </p>
      </div>
      <ProfileFacts document={document} />
      <PinsSection detail={detail} />
      <Section title={t("section.versions")}>
        <Versions detail={detail} />
      </Section>
    </>
  );
}
