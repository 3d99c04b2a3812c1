import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Source } from "@/lib/ipc";
import { fieldId } from "./flaws";

const SOURCES: readonly Source[] = ["profile", "within-bounds", "request"];

/** Who decides on a part of the certificate when a request is signed. */
export function SourceField({
  field,
  what,
  value,
  onChange,
  error,
}: {
  field: string;
  /** Of what, for who hears the form instead of seeing it. */
  what: string;
  value: Source;
  onChange: (value: Source) => void;
  error?: string;
}) {
  const { t } = useTranslation("profiles");
  return (
    <Select
      id={fieldId(field)}
      label={t("editor.decides")}
      aria-label={t("editor.decidesOn", { what })}
      data={SOURCES.map((source) => ({ value: source, label: t(`source.${source}`) }))}
      value={value}
      onChange={(source) => onChange(SOURCES.find((each) => each === source) ?? "profile")}
      error={error}
    />
  );
}
