import { MultiSelect, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { QueryKey } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCommand } from "@/lib/query/useCommand";
import { Dialog } from "./Dialog";
import { ErrorNotice } from "./ErrorNotice";
import { FormActions } from "./FormActions";
import pills from "./pills.module.css";

type Choice = {
  label: string;
  hint: string;
  /** What none chosen means: every one of them. */
  every: string;
  choices: { value: string; label: string }[];
  chosen: readonly string[];
  /** The core's word for the field, by which it refuses. */
  field: string;
  save: (chosen: string[]) => Promise<unknown>;
  invalidates?: QueryKey[];
  onClose: () => void;
};

/** Which of many are let through; none chosen lets every one. */
export function AllowedDialog({ opened, title, ...choice }: Choice & { opened: boolean; title: string }) {
  return (
    <Dialog opened={opened} onClose={choice.onClose} size={520} title={title}>
      <AllowedForm {...choice} />
    </Dialog>
  );
}

function AllowedForm({ label, hint, every, choices, chosen: before, field, save, invalidates, onClose }: Choice) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string[]>([...before]);
  const saving = useCommand(save, {
    onDone: () => {
      notifications.show({ message: t("saved") });
      onClose();
    },
    invalidates,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.run(chosen);
      }}
    >
      <Stack gap="md">
        <MultiSelect
          label={label}
          description={hint}
          placeholder={chosen.length === 0 ? every : undefined}
          data={choices}
          value={chosen}
          onChange={setChosen}
          error={saving.errorAt(field)}
          searchable
          clearable
          classNames={{ input: pills.input, inputField: pills.field }}
        />
        <ErrorNotice error={saving.errorBeside(field)} />
        <FormActions onCancel={onClose} pending={saving.pending}>
          {t("save")}
        </FormActions>
      </Stack>
    </form>
  );
}
