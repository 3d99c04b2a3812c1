import { Group, NumberInput, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ChangedMeanwhile, useTheirs } from "@/components/ChangedMeanwhile";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { core, type Settings } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useEdited } from "@/lib/useEdited";
import classes from "./Settings.module.css";

const idleMinutes = [1, 5, 10, 15, 30, 60, 240];

export function VaultForm({ settings, readOnly }: { settings: Settings; readOnly: boolean }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const hint = useTheirs();
  const { seen, wanted, changed, set, theirs, lookAnew, done } = useEdited(settings);
  const save = useCommand((to: Settings) => core.changeSettings(seen, to), {
    onDone: (saved) => {
      client.setQueryData(keys.vault.settings, saved);
      done();
      notifications.show({ message: t("vault.saved") });
    },
  });
  const choices = [...new Set([...idleMinutes, settings.idleLockMinutes, wanted.idleLockMinutes])]
    .filter((n) => n > 0)
    .sort((a, b) => a - b);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) save.run(wanted);
  };
  return (
    <form onSubmit={submit} className={classes.fields}>
      <TextInput
        label={t("vault.name")}
        description={hint(theirs("vaultName"), t("vault.nameHint"))}
        value={wanted.vaultName}
        maxLength={64}
        disabled={readOnly}
        error={save.errorAt("name") ?? save.errorAt("vaultName")}
        onChange={(event) => set({ vaultName: event.currentTarget.value })}
      />
      <Select
        label={t("vault.idle")}
        description={hint(theirs("idleLockMinutes"), t("vault.idleHint"))}
        data={[
          ...choices.map((count) => ({ value: String(count), label: t("vault.minutes", { count }) })),
          { value: "0", label: t("vault.never") },
        ]}
        value={String(wanted.idleLockMinutes)}
        disabled={readOnly}
        error={save.errorAt("idleLockMinutes")}
        onChange={(minutes) => set({ idleLockMinutes: Number(minutes) })}
      />
      <NumberInput
        label={t("vault.crl")}
        description={hint(theirs("crlDays"), t("vault.crlHint"))}
        value={wanted.crlDays}
        min={1}
        allowDecimal={false}
        allowNegative={false}
        disabled={readOnly}
        error={save.errorAt("crlDays")}
        onChange={(days) => set({ crlDays: Number(days) })}
      />
      <ErrorNotice error={save.errorBeside("name", "vaultName", "idleLockMinutes", "crlDays")} />
      <ChangedMeanwhile
        error={save.error}
        onLook={async () => {
          const now = await core.settings();
          lookAnew(now);
          client.setQueryData(keys.vault.settings, now);
          save.clear();
        }}
      />
      {readOnly ? null : (
        <Group>
          <DeedButton type="submit" disabled={!changed} pending={save.pending}>
            {t("vault.save")}
          </DeedButton>
        </Group>
      )}
    </form>
  );
}
