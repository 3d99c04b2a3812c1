import { IconFileImport } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClaimedDrop } from "@/lib/fileDrops";
import { openInspector } from "@/lib/inspectorBus";
import { onFileDrag } from "@/lib/ipc";
import classes from "./DropTarget.module.css";

/** Files dropped anywhere on the window go to the inspector, or to the page that claims them. */
export function DropTarget() {
  const { t } = useTranslation("shell");
  const claim = useClaimedDrop();
  const [over, setOver] = useState(false);
  useEffect(
    () =>
      onFileDrag((drag) => {
        setOver(drag.kind === "over");
        if (drag.kind !== "dropped" || drag.paths.length === 0) return;
        if (claim) claim.take(drag.paths);
        else openInspector({ kind: "files", paths: drag.paths });
      }),
    [claim],
  );
  if (!over) return null;
  return (
    <div className={classes.veil}>
      <div className={classes.sign}>
        <IconFileImport size={24} stroke={1.5} aria-hidden />
        <strong>{claim?.title ?? t("dropTitle")}</strong>
        <span className={classes.hint}>{claim?.hint ?? t("dropHint")}</span>
      </div>
    </div>
  );
}
