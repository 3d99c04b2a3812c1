import { Button, MultiSelect, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { KeyValues } from "@/components/KeyValues";
import pills from "@/components/pills.module.css";
import { Section } from "@/components/Section";
import { type AuthoritySummary, core, type ProfileDetail } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";

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
      <Dialog
        opened={changing}
        onClose={() => setChanging(false)}
        size={520}
        title={t("pins.title", { title: profile.title })}
      >
        <PinsForm
          name={profile.name}
          pinned={pins.authorities}
          authorities={authorities.data ?? []}
          onClose={() => setChanging(false)}
        />
      </Dialog>
    </Section>
  );
}

function PinsForm({
  name,
  pinned,
  authorities,
  onClose,
}: {
  name: string;
  pinned: readonly string[];
  authorities: readonly AuthoritySummary[];
  onClose: () => void;
}) {
  const { t } = useTranslation(["profiles", "common"]);
  const [chosen, setChosen] = useState<string[]>([...pinned]);
  const saving = useCommand((ids: string[]) => core.pinProfile(name, ids), {
    onDone: () => {
      notifications.show({ message: t("common:saved") });
      onClose();
    },
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
          label={t("editor.pins")}
          description={t("editor.pinsHint")}
          placeholder={chosen.length === 0 ? t("pins.every") : undefined}
          data={authorities.map((each) => ({ value: each.id, label: each.name }))}
          value={chosen}
          onChange={setChosen}
          error={saving.errorAt("authorities")}
          searchable
          clearable
          classNames={{ input: pills.input, inputField: pills.field }}
        />
        <ErrorNotice error={saving.errorBeside("authorities")} />
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
