import { Button } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormFoot } from "@/components/FormFoot";
import { SigningPreview } from "@/components/signing/SigningPreview";
import type { AuthoritySummary, CertificateDetail, ProfileView } from "@/lib/ipc";
import classes from "./issue.module.css";
import { KeyPart } from "./KeyPart";
import { NamesPart } from "./NamesPart";
import { Outlook } from "./Outlook";
import { RecordPart } from "./RecordPart";
import { SubjectPart } from "./SubjectPart";
import { useIssueForm } from "./useIssueForm";
import { ValidityPart } from "./ValidityPart";
import { WhatPart } from "./WhatPart";

/** The form at the left, exactly what will be signed at the right (below, where it is narrow). */
export function IssueForm({
  authorities,
  profiles,
  authority,
  profile: chosen,
  csr,
  onIssued,
}: {
  authorities: readonly AuthoritySummary[];
  profiles: readonly ProfileView[];
  authority: string | undefined;
  /** The profile that was chosen before the form was opened. */
  profile: string | undefined;
  csr: string | null;
  onIssued: (certificate: CertificateDetail) => void;
}) {
  const { t } = useTranslation(["issue", "signing", "common"]);
  const { history } = useRouter();
  const form = useIssueForm({ authorities, profiles, authority, profile: chosen, csr, onIssued });
  const { values, set } = form;
  const profile = profiles.find((each) => each.name === values.profile) ?? profiles[0];
  const preview = useRef<HTMLElement>(null);
  const showPreview = () => {
    preview.current?.scrollIntoView({ block: "start" });
    preview.current?.focus({ preventScroll: true });
  };
  const fromCsr = values.keySource === "csr";
  if (!profile) return null;
  return (
    <div className={classes.columns}>
      <form
        className={classes.form}
        aria-label={t("title")}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <WhatPart form={form} authorities={authorities} profiles={profiles} profile={profile} />
        <KeyPart form={form} profile={profile} />
        <NamesPart form={form} profile={profile} />
        <ValidityPart form={form} profile={profile} />
        <SubjectPart form={form} profile={profile} />
        <RecordPart form={form} />
        <FormFoot
          aside={t("intro")}
          notice={
            <>
              <ErrorNotice error={form.refused} title={t("failed")} />
              <Outlook
                errors={form.errors}
                warnings={form.warnings}
                unanswered={form.unanswered}
                onShow={showPreview}
              />
            </>
          }
        >
          <DeedButton type="submit" pending={form.pending} disabled={form.blocked}>
            {t("submit")}
          </DeedButton>
          <Button variant="default" onClick={() => history.back()}>
            {t("common:cancel")}
          </Button>
        </FormFoot>
      </form>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by itself, and must by keyboard too. */}
      <aside ref={preview} className={classes.preview} aria-label={t("signing:title")} tabIndex={0}>
        <SigningPreview
          preview={form.preview}
          checking={form.checking}
          error={form.previewError}
          waiting={form.worth ? null : t(fromCsr ? "signing:waitingCsr" : "signing:waiting")}
          allowDuplicate={values.allowDuplicate}
          onAllowDuplicate={(allowDuplicate) => set({ allowDuplicate })}
          overridden={values.overrideLint}
          onOverride={(overrideLint) => set({ overrideLint })}
        />
      </aside>
    </div>
  );
}
