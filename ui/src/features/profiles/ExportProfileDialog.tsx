import { Button, Checkbox, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Written } from "@/components/exporting/Written";
import { PathField } from "@/components/PathField";
import { joinPath } from "@/lib/format";
import { core, type ProfileView } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";

type Props = { profile: ProfileView; onClose: () => void };

/** Writes a version of a profile to a file, for another vault or to be kept under version control. */
export function ExportProfileDialog({ opened, ...props }: Props & { opened: boolean }) {
  const { t } = useTranslation("profiles");
  return (
    <Dialog
      opened={opened}
      onClose={props.onClose}
      size={560}
      title={t("exporting.title", { title: props.profile.title, version: props.profile.version })}
    >
      <ExportForm {...props} />
    </Dialog>
  );
}

function ExportForm({ profile: { name, version }, onClose }: Props) {
  const { t } = useTranslation(["profiles", "exporting", "common"]);
  const folder = useConsole().documentsFolder;
  const [path, setPath] = useState(() => joinPath(folder, `${name}-v${version}.json`));
  const [overwrite, setOverwrite] = useState(false);
  const exporting = useCommand((to: string) => core.exportProfile({ name, version }, to, overwrite), {
    invalidates: [],
  });
  if (exporting.answer) return <Written file={exporting.answer} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        exporting.run(path.trim());
      }}
    >
      <Stack gap="md">
        <PathField
          label={t("exporting:path")}
          mode="save"
          value={path}
          onChange={setPath}
          error={exporting.errorAt("path")}
        />
        <Checkbox
          label={t("exporting:overwrite")}
          checked={overwrite}
          onChange={(event) => setOverwrite(event.currentTarget.checked)}
        />
        <ErrorNotice error={exporting.errorBeside("path")} title={t("exporting:failed")} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <DeedButton type="submit" pending={exporting.pending} disabled={path.trim() === ""}>
            {t("exporting:export")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
