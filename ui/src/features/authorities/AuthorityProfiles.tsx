import { Button, MultiSelect, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { KeyValues } from "@/components/KeyValues";
import pills from "@/components/pills.module.css";
import { Section } from "@/components/Section";
import { Loaded } from "@/components/StateViews";
import { type AuthorityDetail, core, type ProfileName, type ProfileView } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
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
            <Dialog
              opened={changing}
              onClose={() => setChanging(false)}
              size={520}
              title={t("profiles.dialog", { name })}
            >
              <RestrictForm authority={id} accepted={names} profiles={all} onClose={() => setChanging(false)} />
            </Dialog>
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

function RestrictForm({
  authority,
  accepted,
  profiles,
  onClose,
}: {
  authority: string;
  accepted: readonly ProfileName[];
  profiles: readonly ProfileView[];
  onClose: () => void;
}) {
  const { t } = useTranslation(["authorities", "common"]);
  const [chosen, setChosen] = useState<string[]>([...accepted]);
  const saving = useCommand((names: string[]) => core.restrictAuthority(authority, names), {
    onDone: () => {
      notifications.show({ message: t("common:saved") });
      onClose();
    },
    invalidates: [[...keys.profiles.all]],
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.run(chosen);
      }}
    >
      <Stack gap="md">
        <MultiSelect
          label={t("profiles.field")}
          description={t("profiles.hint")}
          placeholder={chosen.length === 0 ? t("profiles.every") : undefined}
          data={profiles.map(({ name, title }) => ({ value: name, label: title }))}
          value={chosen}
          onChange={setChosen}
          error={saving.errorAt("profiles")}
          searchable
          clearable
          classNames={{ input: pills.input, inputField: pills.field }}
        />
        <ErrorNotice error={saving.errorBeside("profiles")} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <DeedButton type="submit" pending={saving.pending}>
            {t("common:save")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
