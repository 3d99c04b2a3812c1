import { Button, Checkbox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { agrees, NewPassphrase } from "@/components/NewPassphrase";
import { type CreateVault, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useKeychain } from "@/lib/session";
import { StepForm } from "./StepForm";

export function OpeningStep({
  request,
  onBack,
  onCreated,
}: {
  request: (opening: Pick<CreateVault, "passphrase" | "useKeychain">) => CreateVault;
  onBack: () => void;
  onCreated: (recoveryCode: string) => void;
}) {
  const { t } = useTranslation("firstRun");
  const { t: common } = useTranslation();
  const keychain = useKeychain();
  const [wanted, setWanted] = useState(true);
  const withKeychain = wanted && keychain?.available === true;
  const [usePassphrase, setUsePassphrase] = useState(true);
  const [typed, setTyped] = useState({ passphrase: "", repeat: "" });
  const create = useCommand((asked: CreateVault) => core.createVault(asked), {
    onDone: ({ recoveryCode, withoutKeychain }) => {
      if (withoutKeychain) notifications.show({ message: withoutKeychain, autoClose: false });
      onCreated(recoveryCode);
    },
  });
  const ready = (withKeychain || usePassphrase) && (!usePassphrase || agrees(typed));
  return (
    <StepForm
      title={t("opening.title")}
      intro={t("opening.intro")}
      onSubmit={() =>
        ready && create.run(request({ passphrase: usePassphrase ? typed.passphrase : null, useKeychain: withKeychain }))
      }
      left={
        <Button variant="default" onClick={onBack} disabled={create.pending}>
          {common("back")}
        </Button>
      }
      right={
        <DeedButton type="submit" disabled={!ready} pending={create.pending}>
          {t("opening.create")}
        </DeedButton>
      }
    >
      <Checkbox
        label={t("opening.keychain")}
        description={
          keychain === null
            ? t("opening.keychainAsked")
            : keychain.available
              ? t("opening.keychainHint")
              : (keychain.explanation ?? t("opening.keychainAway"))
        }
        disabled={!keychain?.available}
        checked={withKeychain}
        onChange={(event) => setWanted(event.currentTarget.checked)}
      />
      <Checkbox
        label={t("opening.passphrase")}
        description={t("opening.passphraseHint")}
        checked={usePassphrase}
        onChange={(event) => setUsePassphrase(event.currentTarget.checked)}
      />
      {usePassphrase ? (
        <NewPassphrase
          label={t("opening.passphraseField")}
          typed={typed}
          onChange={setTyped}
          error={create.errorAt("passphrase")}
          autoFocus
        />
      ) : null}
      <span role="status">{withKeychain || usePassphrase ? "" : t("opening.none")}</span>
      <ErrorNotice error={usePassphrase ? create.errorBeside("passphrase") : create.error} />
    </StepForm>
  );
}
