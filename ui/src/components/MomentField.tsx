import { TextInput, type TextInputProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { momentIn, writtenIn } from "@/lib/zonedTime";

/**
 * A moment in the time of a place, typed as YYYY-MM-DD HH:MM. Not the system's own field, which in some windows shows
 * now in grey while it is empty.
 */
export function MomentField({
  zone,
  value,
  onMoment,
  error,
  ...props
}: Omit<TextInputProps, "value" | "onChange"> & {
  zone: string;
  /** As the core has it; null while there is none. */
  value: string | null;
  /** A moment that exists; null while there is none, or none that is `whole`: half typed, or no moment at all. */
  onMoment: (at: string | null, whole: boolean) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value === null ? "" : writtenIn(zone, value));
  const [left, setLeft] = useState(false);
  // The same moment is written otherwise at another place.
  useEffect(() => {
    if (value !== null) setTyped(writtenIn(zone, value));
  }, [value, zone]);
  const wrong = left && typed.trim() !== "" && momentIn(zone, typed) === null;
  return (
    <TextInput
      {...props}
      placeholder={t("moment.placeholder")}
      inputMode="numeric"
      maxLength={16}
      value={typed}
      error={wrong ? t("moment.wrong") : error}
      onFocus={() => setLeft(false)}
      onBlur={() => setLeft(true)}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setTyped(next);
        const at = momentIn(zone, next);
        onMoment(at, at !== null || next.trim() === "");
      }}
    />
  );
}
