import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Finding } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import { overridable } from "./findings";

/** The yes to signing past lint, for who has the right to it: to exactly the errors that are listed, not to others. */
export function OverrideLint({
  findings,
  overridden,
  onOverride,
}: {
  findings: readonly Finding[];
  overridden: readonly string[];
  onOverride: (rules: string[]) => void;
}) {
  const { t } = useTranslation("signing");
  const may = useMay("override-lint");
  const rules = overridable(findings);
  if (!may || rules.length === 0) return null;
  return (
    <Checkbox
      mt="xs"
      label={t("overrideLint", { count: rules.length })}
      checked={rules.every((rule) => overridden.includes(rule))}
      onChange={(event) => onOverride(event.currentTarget.checked ? rules : [])}
    />
  );
}
