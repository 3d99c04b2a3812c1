import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AllowedDialog } from "@/components/AllowedDialog";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { Loaded } from "@/components/StateViews";
import { type AuthorityDetail, core, type ProfileName, type ProfileView } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import classes from "./authority.module.css";

/** The profiles that an authority accepts, and those that it can issue under once the profiles' own pins are heard. */
export function AuthorityProfiles({ authority: { id, name } }: { authority: AuthorityDetail }) {
  const { t } = useTranslation("authorities");
  const mayManage = useMay("manage-profiles");
  const [changing, setChanging] = useState(false);
  const accepted = useQuery({
    queryKey: keys.profiles.ofAuthority(id),
    queryFn: () => core.profilesOfAuthority(id),
  });
  const profiles = useQuery({ queryKey: keys.profiles.list(false), queryFn: () => core.listProfiles(false) });
  const all = profiles.data ?? [];
  const usable = all.filter(({ acceptedBy }) => acceptedBy?.includes(id) ?? true);
  return (
    <Section
      title={t("profiles.title")}
      action={
        mayManage && accepted.data && profiles.data ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setChanging(true)}>
            {t("profiles.change")}
          </Button>
        ) : null
      }
    >
      <Loaded query={accepted}>
        {(names) => (
          <>
            <KeyValues
              items={[
                {
                  label: t("profiles.accepts"),
                  value: names.length === 0 ? t("profiles.every") : <Titles names={names} all={all} />,
                },
                profiles.data && usable.length < all.length
                  ? {
                      label: t("profiles.usable"),
                      value:
                        usable.length === 0 ? (
                          t("profiles.none")
                        ) : (
                          <Titles names={usable.map((each) => each.name)} all={all} />
                        ),
                    }
                  : null,
              ]}
            />
            <AllowedDialog
              opened={changing}
              onClose={() => setChanging(false)}
              title={t("profiles.dialog", { name })}
              label={t("profiles.field")}
              hint={t("profiles.hint")}
              every={t("profiles.every")}
              choices={all.map((each) => ({ value: each.name, label: each.title }))}
              chosen={names}
              field="profiles"
              save={(chosen) => core.restrictAuthority(id, chosen)}
              invalidates={[[...keys.profiles.all]]}
            />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Titles({ names, all }: { names: readonly ProfileName[]; all: readonly ProfileView[] }) {
  return names.map((name) => (
    <div key={name}>
      <Link to="/profiles" search={{ name }} className={classes.lineLink}>
        {all.find((each) => each.name === name)?.title ?? name}
      </Link>
    </div>
  ));
}
