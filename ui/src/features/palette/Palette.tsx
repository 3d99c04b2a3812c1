import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DIALOG_LAYER, useUppermost } from "@/lib/layers";
import { closeSurface, useOpenSurface } from "@/lib/surfaces";
import classes from "./Palette.module.css";
import { PaletteSearch } from "./PaletteSearch";

/** Ctrl K: finds any page, action, authority or certificate, by keyboard alone if one likes. */
export function Palette({ onLock }: { onLock: () => void }) {
  const { t } = useTranslation("palette");
  const opened = useOpenSurface() === "palette";
  const uppermost = useUppermost(opened);
  return (
    <Modal.Root
      zIndex={DIALOG_LAYER}
      opened={opened}
      onClose={closeSurface}
      closeOnEscape={uppermost}
      size={560}
      padding={0}
      // At once: whatever is typed right after the shortcut is meant for it.
      transitionProps={{ duration: 0 }}
      yOffset="10vh"
      classNames={{ body: classes.body, content: classes.content }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t("title")}>
        <Modal.Body>
          {/* Mounted anew each time: it opens empty. */}
          <PaletteSearch onLock={onLock} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
