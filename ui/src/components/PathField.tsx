import { Button, Group, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asCoreError, chooseFilesToOpen, choosePathToSave, type FileKinds } from "@/lib/ipc";
import classes from "./PathField.module.css";

/** A path that can be typed, with Browse… for the system's own dialog. */
export function PathField({
  label,
  description,
  value,
  onChange,
  onChosen,
  mode,
  filters,
  error,
  disabled,
  children,
}: {
  label: string;
  description?: string;
  value: string;
  onChange: (path: string) => void;
  /** Of one chosen in the system's dialog, where that means more than having typed it. */
  onChosen?: (path: string) => void;
  mode: "save" | "open";
  filters?: FileKinds;
  error?: string;
  disabled?: boolean;
  /** More buttons: then they all stand below, and the path has the whole width. */
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  const browse = async () => {
    try {
      const chosen =
        mode === "save"
          ? await choosePathToSave(label, value, filters)
          : (await chooseFilesToOpen(label, { filters }))[0];
      if (chosen) (onChosen ?? onChange)(chosen);
    } catch (thrown) {
      notifications.show({ color: "harm", message: t("dialogFailed", { reason: asCoreError(thrown).message }) });
    }
  };
  const field = (
    <TextInput
      className={classes.path}
      label={label}
      description={description}
      value={value}
      error={error}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
  const button = (
    <Button variant="default" onClick={() => void browse()} disabled={disabled}>
      {t("browse")}
    </Button>
  );
  if (children) {
    return (
      <>
        {field}
        <Group gap={8} mt={8}>
          {button}
          {children}
        </Group>
      </>
    );
  }
  return (
    <Group gap={8} align="flex-end" wrap="nowrap" className={error ? classes.failed : undefined}>
      {field}
      {button}
    </Group>
  );
}
