import { Button } from "@mantine/core";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "./DeedButton";
import { DialogActions } from "./DialogActions";

/** How a form in a dialog ends: it is left as it was, or sent. */
export function FormActions({
  onCancel,
  ...deed
}: { onCancel: () => void } & Omit<ComponentProps<typeof DeedButton>, "type" | "onClick">) {
  const { t } = useTranslation();
  return (
    <DialogActions>
      <Button variant="default" onClick={onCancel}>
        {t("cancel")}
      </Button>
      <DeedButton type="submit" {...deed} />
    </DialogActions>
  );
}
