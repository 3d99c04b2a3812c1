import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AllowedDialog } from "@/components/AllowedDialog";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { core, type ProfileDetail } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import classes from "./profiles.module.css";

/** Which authorities may issue with the profile. */
export function PinsSection({ detail }: { detail: ProfileDetail }) {
  const { t } = useTranslation("profiles");
  const mayManage = useMay("manage-profiles");
  const [changing, setChanging] = useState(false);
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const { pins, profile } = detail;
  const names = (ids: readonly string[]) =>
    ids.map((id) => authorities.data?.find((each) => each.id === id)?.name ?? id).join(", ");
  return (
    <div className={classes.pins}>
      <Section
        title={t("section.pins")}
        action={
          mayManage ? (
            <Button variant="subtle" size="compact-sm" onClick={() => setChanging(true)}>
              {t("action.pins")}
            </Button>
          ) : null
        }
      >
        <KeyValues
          items={[
            { label: t("pins.may"), value: pins.authorities.length > 0 ? names(pins.authorities) : t("pins.every") },
            pins.acceptedBy.length > 0 ? { label: t("pins.acceptedBy"), value: names(pins.acceptedBy) } : null,
            profile.acceptedBy !== null
              ? {
                  label: t("pins.can"),
                  value: profile.acceptedBy.length > 0 ? names(profile.acceptedBy) : t("pins.none"),
                }
              : null,
          ]}
        />
        <AllowedDialog
          opened={changing}
          onClose={() => setChanging(false)}
          title={t("pins.title", { title: profile.title })}
          label={t("editor.pins")}
          hint={t("editor.pinsHint")}
          every={t("pins.every")}
          choices={(authorities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          chosen={pins.authorities}
          field="authorities"
          save={(chosen) => core.pinProfile(profile.name, chosen)}
        />
      </Section>
    </div>
  );
}
