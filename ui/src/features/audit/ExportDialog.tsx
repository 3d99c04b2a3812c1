import { Button, Checkbox, SegmentedControl, Stack } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { TableExportForm } from "@/components/exporting/TableExportDialog";
import { Fingerprint } from "@/components/Identifier";
import { PathField } from "@/components/PathField";
import { ReadingProgress } from "@/features/jobs/ReadingProgress";
import { formatBytes, joinPath } from "@/lib/format";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";
import classes from "./Audit.module.css";
import { auditQuery } from "./auditQuery";

/** Writes the whole log to a file that others can check, or the events that are listed to a table. */
export function ExportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(["audit", "exporting"]);
  const search = useSearch({ from: "/audit" });
  const [form, setForm] = useState("log");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("exporting.title")} size={560}>
      <Stack gap="md">
        <SegmentedControl
          size="xs"
          aria-label={t("exporting.form")}
          className={classes.form}
          data={[
            { value: "log", label: t("exporting.log") },
            { value: "table", label: t("exporting.table") },
          ]}
          value={form}
          onChange={setForm}
        />
        {form === "log" ? (
          <LogForm onClose={onClose} />
        ) : (
          <TableExportForm
            table={{ kind: "audit", query: { ...auditQuery(search), before: null } }}
            file={t("exporting:table.file.audit")}
            about={t("exporting:table.about.audit")}
            onClose={onClose}
          />
        )}
      </Stack>
    </Dialog>
  );
}

function LogForm({ onClose }: { onClose: () => void }) {
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
  return (
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
        <DialogActions>
          <Button variant="default" onClick={onClose} disabled={write.pending}>
            {write.answer ? common("close") : common("cancel")}
          </Button>
          <DeedButton type="submit" pending={write.pending} disabled={path.trim() === ""}>
            {t("exporting.save")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
