import { Button, Checkbox, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilesField } from "@/components/FilesField";
import type { TrustStore } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import { TrustStoresDialog } from "./TrustStoresDialog";
import classes from "./trust.module.css";
import type { VerifyQuestion } from "./verifyQuestion";

/** What is believed: the vault's roots, this computer's, trust stores that the vault keeps, files. */
export function WhatIsTrusted({
  question: { trustVault, trustSystem, trustStores, trustFiles },
  onChange,
  stores,
  error,
}: {
  question: VerifyQuestion;
  onChange: (change: Partial<VerifyQuestion>) => void;
  stores: readonly TrustStore[];
  error?: string;
}) {
  const { t } = useTranslation("trust");
  const mayManage = useMay("manage-vault");
  const [managing, setManaging] = useState(false);
  return (
    <fieldset className={classes.choices}>
      <legend className={classes.legend}>{t("believe")}</legend>
      <Stack gap={8}>
        <Checkbox
          label={t("store.vault")}
          checked={trustVault}
          onChange={(event) => onChange({ trustVault: event.currentTarget.checked })}
        />
        <Checkbox
          label={t("store.system")}
          checked={trustSystem}
          onChange={(event) => onChange({ trustSystem: event.currentTarget.checked })}
        />
        {stores.map(({ name, certificates }) => (
          <Checkbox
            key={name}
            label={t("store.kept", { name, count: certificates })}
            checked={trustStores.includes(name)}
            onChange={(event) =>
              onChange({
                trustStores: event.currentTarget.checked
                  ? [...trustStores, name]
                  : trustStores.filter((each) => each !== name),
              })
            }
          />
        ))}
        <FilesField
          label={t("store.files")}
          value={trustFiles}
          onChange={(paths) => onChange({ trustFiles: paths })}
          error={error}
        />
        {mayManage ? (
          <Group gap={8}>
            <Button className={classes.manage} variant="subtle" size="compact-sm" onClick={() => setManaging(true)}>
              {t("stores.manage")}
            </Button>
          </Group>
        ) : null}
      </Stack>
      <TrustStoresDialog opened={managing} onClose={() => setManaging(false)} />
    </fieldset>
  );
}
