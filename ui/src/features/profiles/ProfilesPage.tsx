import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { KeyValues } from "@/components/KeyValues";
import { Page } from "@/components/Page";
import { Loaded } from "@/components/StateViews";
import { Usages } from "@/components/Usage";
import { useAlgorithm } from "@/components/useAlgorithm";
import { core, type ProfileView } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import classes from "./ProfilesPage.module.css";

/** The profiles with their rules, to read. */
export function ProfilesPage() {
  const { t } = useTranslation("profiles");
  const profiles = useQuery({ queryKey: keys.profiles.list(false), queryFn: () => core.listProfiles(false) });
  return (
    <Page title={t("title")}>
      <p className={classes.intro}>{t("intro")}</p>
      <Loaded query={profiles}>
        {(all) => (
          <div className={classes.profiles}>
            {all.map((profile) => (
              <Profile key={profile.name} profile={profile} />
            ))}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Profile({ profile }: { profile: ProfileView }) {
  const { t } = useTranslation("profiles");
  const algorithm = useAlgorithm();
  const keyList = profile.algorithms
    .map((key) => (key === profile.defaultAlgorithm ? t("defaultKey", { key: algorithm(key) }) : algorithm(key)))
    .join(", ");
  return (
    <section aria-labelledby={`profile-${profile.name}`} className={classes.profile}>
      <h2 id={`profile-${profile.name}`} className={classes.title}>
        {profile.title} <span className="mono">{profile.name}</span>
      </h2>
      <p className={classes.description}>{profile.description}</p>
      <KeyValues
        items={[
          { label: t("days"), value: profile.hints.days },
          { label: t("names"), value: profile.hints.names },
          { label: t("keyUsage"), value: <Usages names={profile.keyUsage} /> },
          { label: t("extendedKeyUsage"), value: <Usages names={profile.extendedKeyUsage} /> },
          { label: t("keys"), value: keyList },
        ]}
      />
    </section>
  );
}
