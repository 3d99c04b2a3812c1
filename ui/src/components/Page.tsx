import { Kbd } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { openPalette } from "@/lib/surfaces";
import { PageFoot } from "./FormFoot";
import classes from "./Page.module.css";

/**
 * A room: its title, the search that opens the palette, lesser actions, one primary action, and the content.
 * With `fill` the content has the height of the window and scrolls by itself (tables); without, the page scrolls.
 */
export function Page({
  title,
  actions,
  primary,
  fill,
  narrow,
  children,
}: {
  title: string;
  actions?: ReactNode;
  primary?: ReactNode;
  fill?: boolean;
  /** For forms and prose: at most 720 px wide. */
  narrow?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const [foot, setFoot] = useState<HTMLElement | null>(null);
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
  return (
    <main className={classes.page}>
      <header className={classes.header}>
        <h1 className={classes.title}>{title}</h1>
        <button type="button" className={classes.search} onClick={openPalette} aria-keyshortcuts="Control+K">
          <IconSearch size={14} aria-hidden />
          <span className={classes.searchText}>{t("search")}</span>
          <Kbd size="xs" className={classes.kbd}>
            Ctrl K
          </Kbd>
        </button>
        {actions}
        {primary}
      </header>
      <div id="content" tabIndex={-1} className={fill ? classes.fill : classes.scroll}>
        <PageFoot value={foot}>
          {fill ? children : <div className={narrow ? classes.narrow : undefined}>{children}</div>}
        </PageFoot>
      </div>
      <div ref={setFoot} />
    </main>
  );
}
