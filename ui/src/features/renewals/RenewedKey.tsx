import { NumberInput, Radio, Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { KEY_ALGORITHMS, useAlgorithm } from "@/components/useAlgorithm";
import { type CertificateDetail, core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { typedNumber } from "@/lib/typedNumber";
import classes from "./renewals.module.css";
import type { Renewal } from "./useRenewal";

/** Which key the new certificate is for, and how long it lives. */
export function RenewedKey({
  renewal: { values, set, errorAt },
  certificate: { row },
}: {
  renewal: Renewal;
  certificate: CertificateDetail;
}) {
  const { t } = useTranslation("renewals");
  const algorithm = useAlgorithm();
  // A retired profile still says what its certificates may be.
  const profiles = useQuery({ queryKey: keys.profiles.list(true), queryFn: () => core.listProfiles(true) });
  const profile = profiles.data?.find(({ name }) => name === row.profile);
  const algorithms = profile?.algorithms ?? KEY_ALGORITHMS;
  const kept = algorithms.find((each) => each === row.keyAlgorithm) ?? null;
  return (
    <>
      <Radio.Group
        label={t("renew.key")}
        value={values.key}
        error={errorAt("key")}
        onChange={(value) => set({ key: value === "same" ? "same" : "new" })}
      >
        <Stack gap="xs" mt={4}>
          <Radio
            value="new"
            label={t("renew.new")}
            description={t("renew.newHint")}
            disabled={profile?.generatesKeys === false}
            data-autofocus={values.key === "new" || undefined}
          />
          <Radio
            value="same"
            label={t("renew.same")}
            description={t(row.hasKey ? "renew.sameHint" : "renew.sameElsewhere")}
            data-autofocus={values.key === "same" || undefined}
          />
        </Stack>
      </Radio.Group>
      <div className={classes.pair}>
        {values.key === "new" ? (
          <Select
            label={t("renew.algorithm")}
            data={algorithms.map((each) => ({ value: each, label: algorithm(each) }))}
            value={values.algorithm ?? kept}
            error={errorAt("algorithm")}
            onChange={(chosen) => set({ algorithm: algorithms.find((each) => each === chosen) ?? null })}
            allowDeselect={false}
          />
        ) : null}
        <NumberInput
          label={t("renew.days")}
          description={t("renew.daysHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          suffix={` ${t("renew.daysUnit")}`}
          placeholder={t("renew.daysBefore")}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          value={values.days ?? ""}
          error={errorAt("days")}
          onChange={(value) => set({ days: typedNumber(value) })}
        />
      </div>
    </>
  );
}
