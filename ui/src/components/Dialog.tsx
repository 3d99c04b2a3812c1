import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DIALOG_LAYER, useUppermost } from "@/lib/layers";
import classes from "./Dialog.module.css";

/** Deciding something: a dialog over the room, or over the drawer it was opened from. Esc closes the uppermost only. */
export function Dialog({
  opened,
  onClose,
  title,
  size,
  tall,
  closable = true,
  children,
}: {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: number;
  /** Begins near the window's upper edge, for what may grow long. */
  tall?: boolean;
  /** Whether it has a cross in its corner. */
  closable?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const uppermost = useUppermost(opened);
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      closeOnEscape={uppermost}
      zIndex={DIALOG_LAYER}
      size={size}
      yOffset={tall ? "5vh" : "12vh"}
      classNames={{ content: classes.content, title: classes.title }}
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* Not the kit's own head, which would be a second banner of the page. */}
        <div className={classes.header}>
          <Modal.Title>{title}</Modal.Title>
          {closable ? <Modal.CloseButton aria-label={t("close")} /> : null}
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
