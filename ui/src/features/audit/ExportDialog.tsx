import { Button, Checkbox, Group, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Fingerprint } from "@/components/Identifier";
import { PathField } from "@/components/PathField";
import { ReadingProgress } from "@/features/jobs/ReadingProgress";
import { formatBytes, joinPath } from "@/lib/format";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";
import classes from "./Audit.module.css";

/** Writes the whole log to a file that others can check. */
export function ExportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("audit");
  const { t: common } = useTranslation();
  const { t: overwriting } = useTranslation("exporting");
  const { documentsFolder } = useConsole();
  const [path, setPath] = useState(() =>
    joinPath(documentsFolder, t("exporting.fileName", { date: new Date().toISOString().slice(0, 10) })),
  );
  const [overwrite, setOverwrite] = useState(false);
  const write = useCommand((to: string) => core.exportAudit(to, overwrite), { invalidates: [keys.audit.all] });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.run(path);
  };
  const close = () => {
    write.clear();
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={close} title={t("exporting.title")} size={560}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <p className={classes.text}>{t("exporting.text")}</p>
          <PathField
            label={t("exporting.path")}
            mode="save"
            value={path}
            onChange={setPath}
            filters={[{ name: t("exporting.kind"), extensions: ["jsonl"] }]}
            error={write.errorAt("path")}
          />
          <Checkbox
            label={overwriting("overwrite")}
            checked={overwrite}
            onChange={(event) => setOverwrite(event.currentTarget.checked)}
          />
          <ReadingProgress kind="export-audit" running={write.pending} />
          <ErrorNotice error={write.errorBeside("path")} />
          <div role="status">
            {write.answer ? (
              <>
                <p className={classes.text}>
                  {t("exporting.done", { size: formatBytes(write.answer.bytes), path: write.answer.path })}
                </p>
                <div className={classes.seal}>{t("exporting.sha")}</div>
                <Fingerprint value={write.answer.sha256} thing={t("exporting.sha")} />
              </>
            ) : null}
          </div>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} disabled={write.pending}>
              {write.answer ? common("close") : common("cancel")}
            </Button>
            <DeedButton type="submit" pending={write.pending} disabled={path.trim() === ""}>
              {t("exporting.save")}
            </DeedButton>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
