import { Button, FileButton, Group, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./authority.module.css";

/** No PEM of a certificate with its chain, or of a key, is larger. */
const MAX_BYTES = 1_000_000;

/** PEM text that is typed, pasted, or read from a file that is chosen. */
export function PemField({
  label,
  description,
  value,
  onChange,
  error,
}: {
  label: string;
  description: string;
  value: string;
  onChange: (pem: string) => void;
  error?: string;
}) {
  const { t } = useTranslation("authorities");
  const [unreadable, setUnreadable] = useState(false);
  const read = async (file: File | null) => {
    if (!file) return;
    const text = file.size <= MAX_BYTES ? await file.text() : "";
    const pem = text.includes("-----BEGIN");
    setUnreadable(!pem);
    if (pem) onChange(text);
  };
  return (
    <div className={classes.text}>
      <Textarea
        label={label}
        description={description}
        value={value}
        error={error ?? (unreadable ? t("importForm.unreadable") : undefined)}
        onChange={(event) => {
          setUnreadable(false);
          onChange(event.currentTarget.value);
        }}
        autosize
        minRows={5}
        maxRows={10}
        spellCheck={false}
        autoComplete="off"
        className="mono-field"
      />
      <Group gap={8}>
        <FileButton onChange={(file) => void read(file)}>
          {(props) => (
            <Button {...props} variant="default" size="compact-sm" aria-label={`${label}: ${t("importForm.fromFile")}`}>
              {t("importForm.fromFile")}
            </Button>
          )}
        </FileButton>
      </Group>
    </div>
  );
}
