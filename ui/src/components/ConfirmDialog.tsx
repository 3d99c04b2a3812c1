import { Button, Group, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CoreError } from "@/lib/ipc";
import { DeedButton } from "./DeedButton";
import { Dialog } from "./Dialog";
import { ErrorNotice } from "./ErrorNotice";

/**
 * A decision that does harm: says what will happen (`children`), has the focus on Cancel, never fills the
 * harmful button, and for what can't be undone asks for `typeToConfirm` to be typed.
 */
export function ConfirmDialog({
  opened,
  onClose,
  title,
  children,
  confirm,
  onConfirm,
  pending,
  disabled,
  error,
  typeToConfirm,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The button's word: what is done, "Revoke 12 certificates". */
  confirm: string;
  onConfirm: () => void;
  pending?: boolean;
  disabled?: boolean;
  error?: CoreError | null;
  typeToConfirm?: string;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  useEffect(() => {
    if (!opened) setTyped("");
  }, [opened]);
  const unconfirmed = typeToConfirm !== undefined && typed.trim() !== typeToConfirm;
  return (
    <Dialog opened={opened} onClose={pending ? () => undefined : onClose} title={title} size={520}>
      <Stack gap="md">
        {children}
        {typeToConfirm === undefined ? null : (
          <TextInput
            label={t("typeToConfirm", { word: typeToConfirm })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <ErrorNotice error={error ?? null} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" data-autofocus disabled={pending} onClick={onClose}>
            {t("cancel")}
          </Button>
          <DeedButton
            variant="outline"
            color="harm"
            pending={pending === true}
            disabled={disabled || unconfirmed}
            onClick={onConfirm}
          >
            {confirm}
          </DeedButton>
        </Group>
      </Stack>
    </Dialog>
  );
}
