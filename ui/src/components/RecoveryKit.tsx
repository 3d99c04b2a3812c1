import { Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { joinPath } from "@/lib/format";
import { core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";
import { CopyButton } from "./CopyButton";
import { DeedButton } from "./DeedButton";
import { PathField } from "./PathField";
import classes from "./RecoveryKit.module.css";

/** The recovery code, shown this once: in groups, to be copied, or saved as a kit to print. */
export function RecoveryKit({ code }: { code: string }) {
  const { t } = useTranslation();
  const { documentsFolder } = useConsole();
  const [path, setPath] = useState(() => joinPath(documentsFolder, t("kit.fileName")));
  const save = useCommand((to: string) => core.saveRecoveryKit(code, to), { invalidates: [] });
  return (
    <Stack gap="md">
      <div className={classes.code}>
        <output aria-label={t("kit.code")}>
          {code.split("-").map((group, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the groups of a code never move.
            <span key={n}>{group}</span>
          ))}
        </output>
        <CopyButton value={code} thing={t("kit.thing")} />
      </div>
      <div>
        <PathField
          label={t("kit.path")}
          mode="save"
          value={path}
          onChange={(next) => {
            save.clear();
            setPath(next);
          }}
          filters={[{ name: t("kit.fileKind"), extensions: ["txt"] }]}
          error={save.error?.message}
        >
          <DeedButton
            variant="default"
            pending={save.pending}
            disabled={path.trim() === ""}
            onClick={() => save.run(path)}
          >
            {t("kit.save")}
          </DeedButton>
        </PathField>
        <p className={classes.saved} role="status">
          {save.answer === undefined ? "" : t("kit.savedTo", { path })}
        </p>
      </div>
    </Stack>
  );
}
