import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useConsole } from "@/lib/session";
import classes from "./FirstRun.module.css";
import { StepForm } from "./StepForm";

type Naming = { name: string; user: string };

export function NameStep({ naming, onNext }: { naming: Naming; onNext: (naming: Naming) => void }) {
  const { t } = useTranslation("firstRun");
  const { t: common } = useTranslation();
  const { vaultPath } = useConsole();
  const [typed, setTyped] = useState(naming);
  const complete = typed.name.trim() !== "" && typed.user.trim() !== "";
  return (
    <StepForm
      title={t("name.title")}
      intro={t("name.intro")}
      onSubmit={() => complete && onNext({ name: typed.name.trim(), user: typed.user.trim() })}
      right={
        <Button type="submit" disabled={!complete}>
          {common("continue")}
        </Button>
      }
    >
      <TextInput
        label={t("name.vault")}
        description={t("name.vaultHint")}
        value={typed.name}
        maxLength={64}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
      />
      <TextInput
        label={t("name.user")}
        description={t("name.userHint")}
        value={typed.user}
        maxLength={64}
        autoFocus
        onChange={(event) => setTyped({ ...typed, user: event.currentTarget.value })}
      />
      <p className={classes.hint}>
        {t("name.folder")} <span className="mono">{vaultPath}</span>
      </p>
    </StepForm>
  );
}
