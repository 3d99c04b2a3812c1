import { Button, Group, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { asCoreError, chooseFilesToOpen } from "@/lib/ipc";
import classes from "./authority.module.css";

/** What is brought along: text, or the path of a file that the core reads. */
export type Brought = { text: string; file: string | null };

/** PEM text that is typed or pasted, or a file that is chosen: its content stays in the core. */
export function PemField({
  label,
  description,
  value: { text, file },
  onChange,
  error,
}: {
  label: string;
  description: string;
  value: Brought;
  onChange: (brought: Brought) => void;
  error?: string;
}) {
  const { t } = useTranslation(["authorities", "common"]);
  const choose = async () => {
    try {
      const [chosen] = await chooseFilesToOpen(label);
      if (chosen) onChange({ text: "", file: chosen });
    } catch (thrown) {
      notifications.show({ color: "harm", message: t("common:dialogFailed", { reason: asCoreError(thrown).message }) });
    }
  };
  return (
    <div className={classes.text}>
      <Textarea
        label={label}
        description={description}
        value={file ?? text}
        readOnly={file !== null}
        error={error}
        onChange={(event) => onChange({ text: event.currentTarget.value, file: null })}
        autosize
        minRows={file === null ? 5 : 1}
        maxRows={10}
        spellCheck={false}
        autoComplete="off"
        className="mono-field"
      />
      <Group gap={8}>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`${label}: ${t("importForm.fromFile")}`}
          onClick={() => void choose()}
        >
          {t("importForm.fromFile")}
        </Button>
        {file === null ? null : (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`${label}: ${t("importForm.notFromFile")}`}
            onClick={() => onChange({ text: "", file: null })}
          >
            {t("importForm.notFromFile")}
          </Button>
        )}
      </Group>
    </div>
  );
}
