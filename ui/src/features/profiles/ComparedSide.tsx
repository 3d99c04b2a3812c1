import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatDate } from "@/lib/format";
import { core, type ProfileDetail } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import classes from "./profiles.module.css";

/** One side of a comparison: which profile, and which of its versions. */
export function ComparedSide({
  label,
  detail: { profile, versions },
  onChange,
}: {
  label: string;
  detail: ProfileDetail;
  /** Without a version it is the newest. */
  onChange: (side: { name: string; version?: number }) => void;
}) {
  const { t } = useTranslation("profiles");
  const all = useQuery({ queryKey: keys.profiles.list(true), queryFn: () => core.listProfiles(true) });
  const choices = [...versions].reverse().map(({ version, createdAt, createdBy }) => ({
    value: String(version),
    label: [t("versionOf", { version }), createdAt === null ? t("cameWithProgram") : formatDate(createdAt), createdBy]
      .filter(Boolean)
      .join(" · "),
  }));
  return (
    <fieldset className={classes.side}>
      <legend className="visually-hidden">{label}</legend>
      <Select
        label={label}
        data={(all.data ?? [profile]).map(({ name, title }) => ({ value: name, label: title }))}
        value={profile.name}
        onChange={(name) => name && onChange({ name })}
        allowDeselect={false}
        searchable
      />
      <Select
        label={t("compare.version")}
        data={choices}
        value={String(profile.version)}
        onChange={(version) => version && onChange({ name: profile.name, version: Number(version) })}
        allowDeselect={false}
        disabled={choices.length < 2}
      />
    </fieldset>
  );
}
