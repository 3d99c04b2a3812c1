import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Environment } from "@/lib/ipc";

const ENVIRONMENTS: readonly Environment[] = ["production", "staging", "development"];

/** Where a certificate is used; null where nobody said. */
export function EnvironmentSelect({
  value,
  onChange,
  error,
}: {
  value: Environment | null;
  onChange: (environment: Environment | null) => void;
  error?: string;
}) {
  const { t } = useTranslation(["issue", "common"]);
  return (
    <Select
      label={t("environment")}
      placeholder={t("environmentNone")}
      clearable
      data={ENVIRONMENTS.map((each) => ({ value: each, label: t(`common:environment.${each}`) }))}
      value={value}
      onChange={(chosen) => onChange(ENVIRONMENTS.find((each) => each === chosen) ?? null)}
      error={error}
    />
  );
}
