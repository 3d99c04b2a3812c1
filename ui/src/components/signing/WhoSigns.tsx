import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { WhoSignsState } from "./useWhoSigns";

/** The authority and the profile, as two fields of a form. */
export function WhoSigns({
  who: { authorities, authority, setAuthority, offered, profile, setProfile },
  errorAt,
}: {
  who: WhoSignsState;
  errorAt?: (field: string) => string | undefined;
}) {
  const { t } = useTranslation("signing");
  return (
    <>
      <Select
        label={t("who.authority")}
        data={authorities.map(({ id, name }) => ({ value: id, label: name }))}
        value={authority}
        onChange={(chosen) => chosen && setAuthority(chosen)}
        error={errorAt?.("authority")}
        allowDeselect={false}
        searchable={authorities.length > 8}
      />
      <Select
        label={t("who.profile")}
        description={profile?.description}
        inputWrapperOrder={["label", "input", "description", "error"]}
        data={offered.map(({ name, title }) => ({ value: name, label: title }))}
        value={profile?.name ?? null}
        onChange={(chosen) => chosen && setProfile(chosen)}
        error={profile === null ? t("who.noProfile") : errorAt?.("profile")}
        disabled={profile === null}
        allowDeselect={false}
        searchable={offered.length > 8}
      />
    </>
  );
}
