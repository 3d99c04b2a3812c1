import { Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { HelpDialog } from "@/features/help/HelpDialog";
import { useJobNotices } from "@/features/jobs/useJobNotices";
import { Palette } from "@/features/palette/Palette";
import { onInspectorOpened } from "@/lib/inspectorBus";
import { useConsole } from "@/lib/session";
import { DropTarget } from "./DropTarget";
import { Rail } from "./Rail";
import classes from "./Shell.module.css";
import { useActivityNoted } from "./useActivityNoted";
import { useGlobalKeys } from "./useGlobalKeys";
import { useLock } from "./useLock";
import { usePasteAnywhere } from "./usePasteAnywhere";

/** The rail, the room, and what opens over any room. */
export function Shell() {
  const { t } = useTranslation("shell");
  const { demo, session } = useConsole();
  const navigate = useNavigate();
  useEffect(() => onInspectorOpened(() => void navigate({ to: "/inspector" })), [navigate]);
  const lastActivity = useActivityNoted();
  const lock = useLock();
  useGlobalKeys();
  usePasteAnywhere();
  useJobNotices();
  // While the vault locks there is a moment without a session: show nothing of it.
  if (!session) return null;
  return (
    <div className={classes.shell}>
      <button type="button" className={classes.skip} onClick={focusContent}>
        {t("skip")}
      </button>
      {demo ? (
        <aside className={classes.demo} aria-label={t("demo")}>
          {t("demoTitle")}
        </aside>
      ) : null}
      <div className={classes.body}>
        <Rail session={session} demo={demo} lastActivity={lastActivity} lock={lock} />
        <div className={classes.room}>
          <Outlet />
        </div>
      </div>
      <Palette onLock={() => lock.run(undefined)} />
      <HelpDialog />
      <DropTarget />
    </div>
  );
}

const focusContent = () => document.getElementById("content")?.focus();
