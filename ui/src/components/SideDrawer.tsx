import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./SideDrawer.module.css";

/** Looking at one thing beside the list it came from. Esc closes; `footer` stays in sight. */
export function SideDrawer({
  opened,
  onClose,
  title,
  subtitle,
  footer,
  size = 480,
  children,
}: {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  subtitle?: ReactNode;
  footer?: ReactNode;
  size?: number;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position="right"
      size={size}
      lockScroll={false}
      classNames={{ content: classes.content, header: classes.header, title: classes.title, body: classes.body }}
    >
      <Drawer.Overlay backgroundOpacity={0.06} />
      <Drawer.Content>
        <Drawer.Header>
          <div className={classes.titles}>
            <Drawer.Title>{title}</Drawer.Title>
            {subtitle ? <div className={classes.subtitle}>{subtitle}</div> : null}
          </div>
          <Drawer.CloseButton aria-label={t("close")} />
        </Drawer.Header>
        <Drawer.Body>{children}</Drawer.Body>
        {footer ? <div className={classes.footer}>{footer}</div> : null}
      </Drawer.Content>
    </Drawer.Root>
  );
}
