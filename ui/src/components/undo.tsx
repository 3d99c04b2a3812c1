import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useId } from "react";
import { useTranslation } from "react-i18next";
import { asCoreError } from "@/lib/ipc";
import { takesText } from "@/lib/keyboard";
import { useCommand } from "@/lib/query/useCommand";
import { DeedButton } from "./DeedButton";
import classes from "./undo.module.css";

/** So long a deed can be undone from its notice, in milliseconds; longer while the notice is pointed at or has the focus. */
const OFFERED = 12_000;
/** So long it is said what came of it, in milliseconds. */
const SAID = 6_000;

let notices = 0;
/** The offers on screen, the newest last. */
let standing: readonly string[] = [];

/**
 * Says that something was done and offers to undo it, by a button and by Ctrl Z. `undo` is the opposite deed; what is on
 * screen is asked for again after it. Where that becomes a job, it gives the job's title.
 */
export function offerUndo(message: string, undo: () => Promise<unknown>) {
  notices += 1;
  const id = `undo-${notices}`;
  notifications.show({ id, autoClose: OFFERED, message: <Offer id={id} message={message} undo={undo} /> });
}

function Offer({ id, message, undo }: { id: string; message: string; undo: () => Promise<unknown> }) {
  const { t } = useTranslation();
  const { run, pending } = useCommand(
    async (_: undefined) => {
      try {
        return await undo();
      } catch (thrown) {
        notifications.update({ id, color: "harm", message: asCoreError(thrown).message, autoClose: OFFERED });
        throw thrown;
      }
    },
    {
      onDone: (job) =>
        notifications.update({
          id,
          message: typeof job === "string" ? t("undoUnderWay", { title: job }) : t("undone"),
          autoClose: SAID,
        }),
    },
  );
  const now = useCallback(() => run(undefined), [run]);
  useUndoKey(now);
  return (
    <div className={classes.offer}>
      <span>{message}</span>
      <DeedButton
        variant="default"
        size="compact-sm"
        pending={pending}
        title={t("undoKey")}
        aria-keyshortcuts="Control+Z"
        onClick={now}
      >
        {t("undo")}
      </DeedButton>
    </div>
  );
}

/** Ctrl Z takes the newest offer, wherever the focus is but in a text, which has an undoing of its own. */
function useUndoKey(run: () => void) {
  const me = useId();
  useEffect(() => {
    standing = [...standing, me];
    return () => {
      standing = standing.filter((each) => each !== me);
    };
  }, [me]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "z")
        return;
      if (event.defaultPrevented || takesText(event.target) || standing.at(-1) !== me) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [me, run]);
}
