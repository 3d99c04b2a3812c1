import { SegmentedControl, Select, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { SubjectFields } from "@/components/signing/SubjectFields";
import { formatDate } from "@/lib/format";
import type { AuthoritySummary } from "@/lib/ipc";
import classes from "./authority.module.css";
import { under } from "./authorityForm";
import type { NewAuthorityState } from "./useNewAuthority";

/** A value for "nobody above it" that no id can be. */
const ITSELF = "";

/** Who signs it, how it is called here, and its subject, by fields or as text. */
export function SubjectPart({
  form: { values, set, setValues, errorAt },
  authorities,
  signer,
}: {
  form: NewAuthorityState;
  authorities: readonly AuthoritySummary[];
  signer: AuthoritySummary | null;
}) {
  const { t } = useTranslation("authorities");
  const able = authorities.filter(({ status }) => status === "active");
  return (
    <>
      <Section title={t("form.what")}>
        <div className={classes.fields}>
          <Select
            label={t("form.parent")}
            data={[
              { value: ITSELF, label: t("form.itself") },
              ...able.map(({ id, name, notAfter }) => ({
                value: id,
                label: t("form.parentOption", { name, until: formatDate(notAfter) }),
              })),
            ]}
            value={values.parent ?? ITSELF}
            onChange={(id) => setValues(under(values, able.find((each) => each.id === id) ?? null, new Date()))}
            error={errorAt("parent")}
          />
          <TextInput
            label={t("form.name")}
            placeholder={t("form.namePlaceholder")}
            description={t("form.nameHint")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={values.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            error={errorAt("name")}
            data-autofocus
          />
        </div>
        <p className={classes.quiet}>{t("form.parentHint")}</p>
        {signer?.keyState === "locked" ? (
          <p className={classes.warning} role="status">
            {t("form.parentLocked", { name: signer.name })}{" "}
            <Link to="/authorities" search={{ id: signer.id }}>
              {signer.name}
            </Link>
          </p>
        ) : null}
      </Section>
      <Section
        title={t("form.subjectTitle")}
        action={
          <SegmentedControl
            size="xs"
            aria-label={t("form.subjectMode")}
            data={[
              { value: "fields", label: t("form.fields") },
              { value: "text", label: t("form.text") },
            ]}
            value={values.subjectMode}
            onChange={(mode) => set({ subjectMode: mode === "text" ? "text" : "fields" })}
          />
        }
      >
        {values.subjectMode === "text" ? (
          <TextInput
            label={t("form.subjectText")}
            description={t("form.subjectTextHint")}
            value={values.subjectText}
            onChange={(event) => set({ subjectText: event.currentTarget.value })}
            error={errorAt("subject")}
          />
        ) : (
          <>
            <TextInput
              label={t("form.commonName")}
              placeholder={values.name.trim() || t("form.sameAsName")}
              value={values.commonName}
              onChange={(event) => set({ commonName: event.currentTarget.value })}
              error={errorAt("subject")}
            />
            <div className={classes.below}>
              <SubjectFields values={values} onChange={(field, value) => set({ [field]: value })} />
            </div>
          </>
        )}
      </Section>
    </>
  );
}
