import { Button, Checkbox } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PassphrasePair } from "@/components/exporting/PassphrasePair";
import { FormFoot } from "@/components/FormFoot";
import { Section } from "@/components/Section";
import { SigningPreview } from "@/components/signing/SigningPreview";
import type { AuthoritySummary } from "@/lib/ipc";
import classes from "./authority.module.css";
import { CrlRuleFields } from "./CrlRuleFields";
import { KeyAndLifePart } from "./KeyAndLifePart";
import { LimitsPart } from "./LimitsPart";
import { PublicationPart } from "./PublicationPart";
import { SubjectPart } from "./SubjectPart";
import { useNewAuthority } from "./useNewAuthority";

/** The form at the left, the certificate that would be signed at the right (below, where it is narrow). */
export function NewAuthorityForm({
  authorities,
  parent,
  crlDays,
}: {
  authorities: readonly AuthoritySummary[];
  parent: string | null;
  crlDays: number;
}) {
  const { t } = useTranslation(["authorities", "common", "signing"]);
  const navigate = useNavigate();
  const { history } = useRouter();
  const form = useNewAuthority(authorities.find(({ id }) => id === parent) ?? null, crlDays, (created) => {
    notifications.show({ message: t("form.done", { name: created.name }) });
    void navigate({ to: "/authorities", search: { id: created.id }, replace: true });
  });
  const { values, set } = form;
  const signer = authorities.find(({ id }) => id === values.parent) ?? null;
  return (
    <div className={classes.two}>
      <form
        aria-label={t("form.title")}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <SubjectPart form={form} authorities={authorities} signer={signer} />
        <KeyAndLifePart form={form} signer={signer} />
        <LimitsPart form={form} />
        <PublicationPart form={form} />
        <Section title={t("rules.section")}>
          <CrlRuleFields
            rules={values.crlRules}
            onChange={(change) => set({ crlRules: { ...values.crlRules, ...change } })}
            errorAt={form.errorAt}
          />
        </Section>
        <Section title={t("form.protection")}>
          <Checkbox
            label={t("form.ownPassphrase")}
            description={t("form.ownPassphraseHint")}
            checked={values.ownPassphrase}
            onChange={(event) =>
              set({ ownPassphrase: event.currentTarget.checked, passphrase: "", passphraseAgain: "" })
            }
          />
          {values.ownPassphrase ? (
            <div className={classes.below}>
              <PassphrasePair
                label={t("form.passphrase")}
                again={t("form.again")}
                mismatch={t("form.mismatch")}
                value={values.passphrase}
                repeated={values.passphraseAgain}
                onChange={(passphrase) => set({ passphrase })}
                onRepeat={(passphraseAgain) => set({ passphraseAgain })}
                error={form.errorAt("passphrase")}
              />
            </div>
          ) : null}
        </Section>
        <FormFoot aside={t("form.intro")} notice={<ErrorNotice error={form.refused} title={t("form.failed")} />}>
          <DeedButton type="submit" pending={form.pending} disabled={form.blocked}>
            {t("form.submit")}
          </DeedButton>
          <Button variant="default" onClick={() => history.back()}>
            {t("common:cancel")}
          </Button>
        </FormFoot>
      </form>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by itself, and must by keyboard too. */}
      <aside className={classes.preview} aria-label={t("signing:title")} tabIndex={0}>
        <SigningPreview
          preview={form.preview}
          checking={form.checking}
          error={form.previewError}
          waiting={form.worth ? null : t("form.waiting")}
        />
      </aside>
    </div>
  );
}
