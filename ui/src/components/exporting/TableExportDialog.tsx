import { Checkbox, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { PathField } from "@/components/PathField";
import { joinPath } from "@/lib/format";
import { core, type ListedTable, type TableExport, type TableFormat } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";
import { Written } from "./Written";

const FORMATS: readonly TableFormat[] = ["csv", "xlsx"];

type What = {
  table: ListedTable;
  /** What the file is called, without its ending. */
  file: string;
  /** Which lines it gets. */
  about: string;
  onClose: () => void;
};

/** Writes what a room lists to a file for spreadsheets. */
export function TableExportDialog({ opened, title, ...what }: What & { opened: boolean; title: string }) {
  return (
    <Dialog opened={opened} onClose={what.onClose} size={560} title={title}>
      <TableExportForm {...what} />
    </Dialog>
  );
}

/** The same in a dialog that offers other forms too. */
export function TableExportForm({ table, file, about, onClose }: What) {
  const { t } = useTranslation("exporting");
  const folder = useConsole().documentsFolder;
  const [format, setFormat] = useState<TableFormat>("csv");
  const [typedPath, setTypedPath] = useState<string | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  const path = typedPath ?? joinPath(folder, `${file}.${format}`);
  const exporting = useCommand((request: TableExport) => core.exportTable(table, request), {
    invalidates: [keys.audit.all],
  });
  if (exporting.answer) return <Written file={exporting.answer} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== "") exporting.run({ format, path: path.trim(), overwrite });
      }}
    >
      <Stack gap="md">
        <p style={{ margin: 0, color: "var(--ink-2)" }}>{about}</p>
        <Radio.Group
          label={t("format")}
          value={format}
          onChange={(chosen) => setFormat(chosen === "xlsx" ? "xlsx" : "csv")}
        >
          <Stack gap="xs" mt={4}>
            {FORMATS.map((each) => (
              <Radio
                key={each}
                value={each}
                label={t(`table.${each}`)}
                description={t(`table.${each}Detail`)}
                data-autofocus={each === format || undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
        <PathField
          label={t("path")}
          mode="save"
          value={path}
          onChange={setTypedPath}
          error={exporting.errorAt("path")}
        />
        <Checkbox
          label={t("overwrite")}
          checked={overwrite}
          onChange={(event) => setOverwrite(event.currentTarget.checked)}
        />
        <ErrorNotice error={exporting.errorBeside("path")} title={t("failed")} />
        <FormActions onCancel={onClose} pending={exporting.pending} disabled={path.trim() === ""}>
          {t("export")}
        </FormActions>
      </Stack>
    </form>
  );
}
