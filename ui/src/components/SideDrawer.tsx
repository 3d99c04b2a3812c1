import { Drawer } from "@mantine/core";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useUppermost } from "@/lib/layers";
import classes from "./SideDrawer.module.css";

/** Looking at one thing beside the list it came from. Esc closes; `footer` stays in sight. */
export function SideDrawer({
  opened,
  onClose,
  onLost,
  title,
  subtitle,
  footer,
  size = 520,
  children,
}: {
  opened: boolean;
  onClose: () => void;
  /** It is gone and whatever had the focus before is gone, too (the palette, another page): find it a place. */
  onLost?: () => void;
  title: ReactNode;
  subtitle?: ReactNode;
  footer?: ReactNode;
  size?: number;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const uppermost = useUppermost(opened);
  // What is shown stays while it slides out, when its reason is already gone.
  const kept = useRef({ title, subtitle, footer, children });
  if (opened) kept.current = { title, subtitle, footer, children };
  const shown = kept.current;
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => {
        // The kit gives the focus back first, to what had it before.
        setTimeout(() => {
          if (document.activeElement === null || document.activeElement === document.body) onLost?.();
        }, 20);
      }}
      closeOnEscape={uppermost}
      position="right"
      size={size}
      lockScroll={false}
      classNames={{ content: classes.content, title: classes.title, body: classes.body }}
    >
      <Drawer.Overlay backgroundOpacity={0.06} />
      <Drawer.Content>
        {/* Not the kit's own head, which would be a second banner of the page. */}
        <div className={classes.header}>
          <div className={classes.titles}>
            <Drawer.Title>{shown.title}</Drawer.Title>
            {shown.subtitle ? <div className={classes.subtitle}>{shown.subtitle}</div> : null}
          </div>
          <Drawer.CloseButton aria-label={t("close")} />
        </div>
        <Drawer.Body>{shown.children}</Drawer.Body>
        {shown.footer ? <div className={classes.footer}>{shown.footer}</div> : null}
      </Drawer.Content>
    </Drawer.Root>
  );
}
