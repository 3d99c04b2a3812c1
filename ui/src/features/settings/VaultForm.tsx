import { Group, NumberInput, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { core, type Settings } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./Settings.module.css";

const idleMinutes = [1, 5, 10, 15, 30, 60, 240];

export function VaultForm({ settings, readOnly }: { settings: Settings; readOnly: boolean }) {
  const { t } = useTranslation("settings");
  const [typed, setTyped] = useState(settings);
  const save = useCommand((next: Settings) => core.changeSettings(next), {
    onDone: () => notifications.show({ message: t("vault.saved") }),
  });
  const changed = JSON.stringify(typed) !== JSON.stringify(settings);
  const choices = [...new Set([...idleMinutes, settings.idleLockMinutes])].filter((n) => n > 0).sort((a, b) => a - b);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) save.run(typed);
  };
  return (
    <form onSubmit={submit} className={classes.fields}>
      <TextInput
        label={t("vault.name")}
        description={t("vault.nameHint")}
        value={typed.vaultName}
        maxLength={64}
        disabled={readOnly}
        error={save.errorAt("name") ?? save.errorAt("vaultName")}
        onChange={(event) => setTyped({ ...typed, vaultName: event.currentTarget.value })}
      />
      <Select
        label={t("vault.idle")}
        description={t("vault.idleHint")}
        data={[
          ...choices.map((count) => ({ value: String(count), label: t("vault.minutes", { count }) })),
          { value: "0", label: t("vault.never") },
        ]}
        value={String(typed.idleLockMinutes)}
        disabled={readOnly}
        error={save.errorAt("idleLockMinutes")}
        onChange={(minutes) => setTyped({ ...typed, idleLockMinutes: Number(minutes) })}
      />
      <NumberInput
        label={t("vault.crl")}
        description={t("vault.crlHint")}
        value={typed.crlDays}
        min={1}
        allowDecimal={false}
        allowNegative={false}
        disabled={readOnly}
        error={save.errorAt("crlDays")}
        onChange={(days) => setTyped({ ...typed, crlDays: Number(days) })}
      />
      <ErrorNotice error={save.errorBeside("name", "vaultName", "idleLockMinutes", "crlDays")} />
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
