import { TextInput, type TextInputProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/**
 * A day, typed as YYYY-MM-DD. Not the system's own date field: in some windows that shows today's date in grey while it
 * is empty, as if it were set.
 */
export function DayField({
  value,
  onDay,
  ...props
}: Omit<TextInputProps, "value" | "onChange" | "error"> & {
  value: string | undefined;
  /** A day that exists, or undefined when the field was emptied. Not called while a day is half typed. */
  onDay: (day: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value ?? "");
  const [left, setLeft] = useState(false);
  // Whoever changes it from outside (a link, Clear) changes the field too.
  useEffect(() => setTyped(value ?? ""), [value]);
  return (
    <TextInput
      {...props}
      placeholder={t("day.placeholder")}
      inputMode="numeric"
      maxLength={10}
      value={typed}
      error={left && typed !== "" && !isDay(typed) ? t("day.wrong") : undefined}
      onFocus={() => setLeft(false)}
      onBlur={() => setLeft(true)}
      onChange={(event) => {
        const next = event.currentTarget.value.trim();
        setTyped(next);
        if (next === "") onDay(undefined);
        else if (isDay(next)) onDay(next);
      }}
    />
  );
}

/** Whether it is a day of the calendar: the 31st of June is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}
