import { Button, Group, TagsInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { asCoreError, chooseFilesToOpen } from "@/lib/ipc";
import pills from "./pills.module.css";

/** Several files, typed or chosen with Browse…; Enter or leaving the field takes what was typed. */
export function FilesField({
  label,
  description,
  value,
  onChange,
  error,
}: {
  label: string;
  description?: string;
  value: string[];
  onChange: (paths: string[]) => void;
  error?: string;
}) {
  const { t } = useTranslation();
  const browse = async () => {
    try {
      const chosen = await chooseFilesToOpen(label, { multiple: true });
      onChange([...new Set([...value, ...chosen])]);
    } catch (thrown) {
      notifications.show({ color: "harm", message: t("dialogFailed", { reason: asCoreError(thrown).message }) });
    }
  };
  return (
    <Group gap={8} align="flex-end" wrap="nowrap">
      <TagsInput
        flex={1}
        miw={0}
        classNames={{ input: pills.input, inputField: pills.field }}
        label={label}
        description={description}
        placeholder={value.length === 0 ? t("files.none") : undefined}
        value={value}
        onChange={(paths) => onChange(paths.map((path) => path.trim()).filter((path) => path !== ""))}
        error={error}
        // A path may have any sign in it.
        splitChars={[]}
        acceptValueOnBlur
        spellCheck={false}
        autoComplete="off"
      />
      <Button variant="default" onClick={() => void browse()} aria-label={t("files.browse", { label })}>
        {t("browse")}
      </Button>
    </Group>
  );
}
