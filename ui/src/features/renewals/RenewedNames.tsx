import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TagField } from "@/components/signing/TagField";
import type { CertificateDetail } from "@/lib/ipc";
import { NAME_KINDS } from "./renewalForm";
import classes from "./renewals.module.css";
import type { Renewal } from "./useRenewal";

/** Whom the new certificate is for: the old one's names, to be changed where something has moved. */
export function RenewedNames({
  renewal: { values, set, errorAt },
  certificate: { names },
}: {
  renewal: Renewal;
  certificate: CertificateDetail;
}) {
  const { t } = useTranslation(["renewals", "issue"]);
  // The kinds that it has come first: mostly those are what is changed.
  const has = (kind: string) => names.some((name) => name.kind === kind);
  const kinds = [...NAME_KINDS].sort((a, b) => Number(has(b)) - Number(has(a)));
  return (
    <>
      <TextInput
        label={t("issue:commonName")}
        value={values.commonName}
        error={errorAt("commonName")}
        onChange={(event) => set({ commonName: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        {kinds.map((kind) => (
          <TagField
            key={kind}
            label={t(`issue:${kind}`)}
            value={values[kind]}
            error={errorAt(kind)}
            onChange={(value) => set({ [kind]: value })}
          />
        ))}
      </div>
      <TextInput
        label={t("renew.subjectRest")}
        description={t("renew.subjectRestHint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={values.subjectRest}
        error={errorAt("subjectRest")}
        spellCheck={false}
        onChange={(event) => set({ subjectRest: event.currentTarget.value })}
      />
    </>
  );
}
