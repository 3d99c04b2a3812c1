import { TagsInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./TagField.module.css";

/** Several short texts, each its own tag: Enter, comma, blank or leaving the field ends one; pasting a list makes many. */
export function TagField({
  label,
  description,
  value,
  onChange,
  error,
  placeholder,
  disabled,
  data,
  blanks = false,
}: {
  label: string;
  description?: ReactNode;
  value: string[];
  onChange: (value: string[]) => void;
  error?: ReactNode;
  placeholder?: string;
  disabled?: boolean;
  /** Texts that are offered. */
  data?: string[];
  /** Whether a text may have blanks in it, which then end none. */
  blanks?: boolean;
}) {
  const { t } = useTranslation("signing");
  return (
    <TagsInput
      classNames={{ input: classes.input, inputField: classes.field }}
      label={label}
      description={description}
      value={value}
      onChange={(tags) => onChange(tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))}
      error={error}
      placeholder={value.length === 0 ? (placeholder ?? t("addName")) : undefined}
      disabled={disabled}
      data={data}
      splitChars={[",", ";", "\n", "\t", ...(blanks ? [] : [" "])]}
      acceptValueOnBlur
      spellCheck={false}
      autoComplete="off"
    />
  );
}
