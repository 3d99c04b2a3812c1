import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { formatNumber } from "@/lib/format";
import { type AuthoritySummary, core, type FoundHierarchy } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { type AuthorityDefaults, AuthorityFields } from "./AuthorityFields";
import classes from "./FirstRun.module.css";
import { HierarchyPreview } from "./HierarchyPreview";
import { StepForm } from "./StepForm";

/** What stands in no field of its own when the defaults are folded away. */
const fields = ["organization", "country"];
const folded = ["rootName", "rootKey", "rootDays", "issuingName", "issuingKey", "issuingDays"];

export function FoundingStep({ onNext }: { onNext: (founded: AuthoritySummary[]) => void }) {
  const { t } = useTranslation("firstRun");
  const { t: common } = useTranslation();
  const [organization, setOrganization] = useState("");
  const [country, setCountry] = useState("");
  const [changing, setChanging] = useState(false);
  const [previewing, setPreviewing] = useState(false);
  // A name is null until it is changed, and follows the organisation till then.
  const [root, setRoot] = useState<AuthorityDefaults>({ name: null, key: "ecdsa-p384", days: 3650 });
  const [issuing, setIssuing] = useState<AuthorityDefaults>({ name: null, key: "ecdsa-p256", days: 1825 });
  const shown = organization.trim() || t("founding.placeholder");
  const rootName = root.name ?? t("founding.rootDefault", { organization: shown });
  const issuingName = issuing.name ?? t("founding.issuingDefault", { organization: shown });
  const found = useCommand((request: FoundHierarchy) => core.foundHierarchy(request), { onDone: onNext });
  const ready = organization.trim() !== "" && rootName.trim() !== "" && issuingName.trim() !== "";
  const made = [
    { ...root, name: rootName },
    { ...issuing, name: issuingName },
  ];
  const request: FoundHierarchy = {
    organization: organization.trim(),
    country: country.trim() === "" ? null : country.trim().toUpperCase(),
    rootName: rootName.trim(),
    issuingName: issuingName.trim(),
    rootKey: root.key,
    issuingKey: issuing.key,
    rootDays: root.days,
    issuingDays: issuing.days,
  };
  const submit = () => ready && found.run(request);
  return (
    <StepForm
      title={t("founding.title")}
      intro={t("founding.intro")}
      onSubmit={submit}
      left={
        <Button variant="default" onClick={() => onNext([])} disabled={found.pending}>
          {t("skip")}
        </Button>
      }
      right={
        <DeedButton type="submit" disabled={!ready} pending={found.pending}>
          {t("founding.found")}
        </DeedButton>
      }
    >
      <TextInput
        label={t("founding.organization")}
        description={t("founding.organizationHint")}
        value={organization}
        autoFocus
        maxLength={64}
        error={found.errorAt("organization")}
        onChange={(event) => setOrganization(event.currentTarget.value)}
      />
      <TextInput
        label={t("founding.country")}
        description={t("founding.countryHint")}
        value={country}
        maxLength={2}
        styles={{ root: { width: "auto" }, input: { width: 96, textTransform: "uppercase" } }}
        error={found.errorAt("country")}
        onChange={(event) => setCountry(event.currentTarget.value)}
      />
      {changing ? (
        <>
          <AuthorityFields
            title={t("founding.root")}
            defaults={{ ...root, name: rootName }}
            onChange={setRoot}
            errors={{ name: found.errorAt("rootName"), key: found.errorAt("rootKey"), days: found.errorAt("rootDays") }}
          />
          <AuthorityFields
            title={t("founding.issuing")}
            defaults={{ ...issuing, name: issuingName }}
            onChange={setIssuing}
            errors={{
              name: found.errorAt("issuingName"),
              key: found.errorAt("issuingKey"),
              days: found.errorAt("issuingDays"),
            }}
          />
        </>
      ) : (
        <div>
          <ul className={classes.made} aria-label={t("founding.defaults")}>
            {made.map(({ name, key, days }) => (
              <li key={name}>
                <strong>{name}</strong>
                <br />
                <span className={classes.hint}>
                  {t("founding.summary", { key: common(`keyAlgorithm.${key}`), days: formatNumber(days) })}
                </span>
              </li>
            ))}
          </ul>
          <Button variant="subtle" size="compact-sm" mt={8} ml={-8} onClick={() => setChanging(true)}>
            {t("founding.change")}
          </Button>
        </div>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        ml={-8}
        style={{ alignSelf: "flex-start" }}
        disabled={!ready}
        onClick={() => setPreviewing(true)}
      >
        {t("founding.preview")}
      </Button>
      <HierarchyPreview request={previewing ? request : null} onClose={() => setPreviewing(false)} />
      <ErrorNotice error={found.errorBeside(...fields, ...(changing ? folded : []))} />
    </StepForm>
  );
}
