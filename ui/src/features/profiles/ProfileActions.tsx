import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { core, type ProfileDetail } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import { ExportProfileDialog } from "./ExportProfileDialog";
import classes from "./profiles.module.css";
import { RetireDialog } from "./RetireDialog";

/** What can be done with a profile besides editing it. */
export function ProfileActions({ detail: { profile, versions } }: { detail: ProfileDetail }) {
  const { t } = useTranslation("profiles");
  const mayManage = useMay("manage-profiles");
  const mayIssue = useMay("issue");
  const [doing, setDoing] = useState<"export" | "retire" | null>(null);
  const restoring = useCommand(() => core.retireProfile(profile.name, false), {
    onDone: () => notifications.show({ message: t("retire.undone", { title: profile.title }) }),
  });
  const { name, version } = profile;
  const all = useQuery({ queryKey: keys.profiles.list(true), queryFn: () => core.listProfiles(true) });
  const other = all.data?.find((each) => each.name !== name)?.name;
  // With what came before it, else with another profile: which, is chosen there.
  const compared =
    versions.length > 1
      ? { version: version > 1 ? version - 1 : 1, with: version > 1 ? version : 2 }
      : other === undefined
        ? null
        : { other };
  return (
    <div className={classes.actions}>
      {mayIssue && !profile.retired ? (
        <Button variant="default" renderRoot={(props) => <Link to="/issue" search={{ profile: name }} {...props} />}>
          {t("action.issue")}
        </Button>
      ) : null}
      {mayManage ? (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/profiles/edit" search={{ from: name }} {...props} />}
        >
          {t("action.clone")}
        </Button>
      ) : null}
      {compared ? (
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/profiles" search={{ name, ...compared }} {...props} />}
        >
          {t("action.compare")}
        </Button>
      ) : null}
      <Button variant="default" onClick={() => setDoing("export")}>
        {t("action.export")}
      </Button>
      {!mayManage ? null : profile.retired ? (
        <DeedButton variant="default" pending={restoring.pending} onClick={() => restoring.run(undefined)}>
          {t("action.restore")}
        </DeedButton>
      ) : (
        <Button variant="outline" color="harm" onClick={() => setDoing("retire")}>
          {t("action.retire")}
        </Button>
      )}
      <ExportProfileDialog opened={doing === "export"} profile={profile} onClose={() => setDoing(null)} />
      <RetireDialog opened={doing === "retire"} profile={profile} onClose={() => setDoing(null)} />
    </div>
  );
}
