import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuthoritySummary, CreateVault } from "@/lib/ipc";
import { CertificateStep } from "./CertificateStep";
import { FoundingStep } from "./FoundingStep";
import { NameStep } from "./NameStep";
import { OpeningStep } from "./OpeningStep";
import { RecoveryStep } from "./RecoveryStep";
import { StepFrame } from "./StepFrame";

export const steps = ["name", "opening", "recovery", "founding", "certificate"] as const;
export type Step = (typeof steps)[number];

/** From no vault to the first certificate. The vault is made after the second step; from then on all can be left. */
export function FirstRun({ onFinished, goTo }: { onFinished: () => void; goTo: (to: "/issue" | "/") => void }) {
  const { t } = useTranslation("firstRun");
  const [step, setStep] = useState<Step>("name");
  const [naming, setNaming] = useState({ name: t("name.suggested"), user: "" });
  const [recoveryCode, setRecoveryCode] = useState<string | null>(null);
  const [authorities, setAuthorities] = useState<AuthoritySummary[]>([]);
  const leaveFor = (to: "/issue" | "/") => {
    goTo(to);
    onFinished();
  };
  const request = (opening: Pick<CreateVault, "passphrase" | "useKeychain">): CreateVault => ({
    ...naming,
    ...opening,
  });
  return (
    <StepFrame step={step} skipped={step === "certificate" && authorities.length === 0 ? ["founding"] : []}>
      {step === "name" ? (
        <NameStep
          naming={naming}
          onNext={(next) => {
            setNaming(next);
            setStep("opening");
          }}
        />
      ) : null}
      {step === "opening" ? (
        <OpeningStep
          request={request}
          onBack={() => setStep("name")}
          onCreated={(code) => {
            setRecoveryCode(code);
            setStep("recovery");
          }}
        />
      ) : null}
      {step === "recovery" && recoveryCode !== null ? (
        <RecoveryStep
          code={recoveryCode}
          onNext={() => {
            setRecoveryCode(null);
            setStep("founding");
          }}
        />
      ) : null}
      {step === "founding" ? (
        <FoundingStep
          onNext={(founded) => {
            setAuthorities(founded);
            setStep("certificate");
          }}
        />
      ) : null}
      {step === "certificate" ? <CertificateStep authorities={authorities} leaveFor={leaveFor} /> : null}
    </StepFrame>
  );
}
