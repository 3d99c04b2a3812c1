import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RecoveryKit } from "@/components/RecoveryKit";
import { StepForm } from "./StepForm";

/** The one step that can't be left for later: the code is shown this once. */
export function RecoveryStep({ code, onNext }: { code: string; onNext: () => void }) {
  const { t } = useTranslation("firstRun");
  const { t: common } = useTranslation();
  const [stored, setStored] = useState(false);
  return (
    <StepForm
      title={t("recovery.title")}
      intro={t("recovery.intro")}
      onSubmit={() => stored && onNext()}
      right={
        <Button type="submit" disabled={!stored}>
          {common("continue")}
        </Button>
      }
    >
      <RecoveryKit code={code} />
      <Checkbox
        label={common("kit.stored")}
        checked={stored}
        onChange={(event) => setStored(event.currentTarget.checked)}
      />
    </StepForm>
  );
}
