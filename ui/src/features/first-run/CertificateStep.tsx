import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { AuthoritySummary } from "@/lib/ipc";
import classes from "./FirstRun.module.css";
import { StepForm } from "./StepForm";

export function CertificateStep({
  authorities,
  leaveFor,
}: {
  authorities: AuthoritySummary[];
  leaveFor: (to: "/issue" | "/") => void;
}) {
  const { t } = useTranslation("firstRun");
  const issuing = authorities.find(({ isRoot }) => !isRoot);
  const root = authorities.find(({ isRoot }) => isRoot);
  if (!issuing || !root) {
    return (
      <StepForm
        title={t("certificate.title")}
        intro={t("certificate.introWithout")}
        onSubmit={() => leaveFor("/")}
        right={<Button type="submit">{t("certificate.finish")}</Button>}
      >
        {null}
      </StepForm>
    );
  }
  return (
    <StepForm
      title={t("certificate.title")}
      intro={t("certificate.introReady", { issuing: issuing.name })}
      onSubmit={() => leaveFor("/issue")}
      left={
        <Button variant="default" onClick={() => leaveFor("/")}>
          {t("skip")}
        </Button>
      }
      right={
        <Button type="submit" data-autofocus autoFocus>
          {t("certificate.issue")}
        </Button>
      }
    >
      <p className={classes.hint}>{t("certificate.trust", { root: root.name })}</p>
    </StepForm>
  );
}
