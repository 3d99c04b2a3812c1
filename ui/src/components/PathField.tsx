import { Button, Group, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { asCoreError, chooseFilesToOpen, choosePathToSave, type FileKinds } from "@/lib/ipc";
import classes from "./PathField.module.css";

/** A path that can be typed, with Browse… for the system's own dialog. */
export function PathField({
  label,
  description,
  value,
  onChange,
  mode,
  filters,
  error,
  disabled,
}: {
  label: string;
  description?: string;
  value: string;
  onChange: (path: string) => void;
  mode: "save" | "open";
  filters?: FileKinds;
  error?: string;
  disabled?: boolean;
}) {
  const { t } = useTranslation();
  const browse = async () => {
    try {
      const chosen =
        mode === "save"
          ? await choosePathToSave(label, value, filters)
          : (await chooseFilesToOpen(label, { filters }))[0];
      if (chosen) onChange(chosen);
    } catch (thrown) {
      notifications.show({ color: "harm", message: t("dialogFailed", { reason: asCoreError(thrown).message }) });
    }
  };
  return (
    <Group gap={8} align="flex-end" wrap="nowrap" className={error ? classes.failed : undefined}>
      <TextInput
        className={classes.path}
        label={label}
        description={description}
        value={value}
        error={error}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Button variant="default" onClick={() => void browse()} disabled={disabled}>
        {t("browse")}
      </Button>
    </Group>
  );
}
