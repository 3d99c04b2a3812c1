import { Button, Checkbox, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Written } from "@/components/exporting/Written";
import { PathField } from "@/components/PathField";
import { formatNumber, joinPath } from "@/lib/format";
import { type BulkFormat, core, type Selection } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";

type Props = { selection: Selection; onClose: () => void };

/** Writes all that is ticked into one file. */
export function BulkExportDialog({ opened, ...props }: Props & { opened: boolean }) {
  const { t } = useTranslation(["certificates", "common"]);
  return (
    <Dialog opened={opened} onClose={props.onClose} size={560} title={t("bulkExport.title")}>
      <BulkExportForm {...props} />
    </Dialog>
  );
}

function BulkExportForm({ selection, onClose }: Props) {
  const { t } = useTranslation(["certificates", "exporting"]);
  const folder = useConsole().documentsFolder;
  const [format, setFormat] = useState<BulkFormat>("pem");
  const [typedPath, setTypedPath] = useState<string | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  const path = typedPath ?? joinPath(folder, `certificates.${format}`);
  const exporting = useCommand((to: string) => core.exportCertificates(selection, format, to, overwrite));

  if (exporting.answer) {
    const { certificates } = exporting.answer;
    return (
      <Written file={exporting.answer} onClose={onClose}>
        {t("bulkExport.done", { count: certificates, number: formatNumber(certificates) })}
      </Written>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== "") exporting.run(path.trim());
      }}
    >
      <Stack gap="md">
        <Radio.Group label={t("bulkExport.format")} value={format} onChange={(value) => setFormat(value as BulkFormat)}>
          <Stack gap="xs" mt={4}>
            <Radio value="pem" label={t("bulkExport.pem")} description={t("bulkExport.pemDetail")} data-autofocus />
            <Radio value="csv" label={t("bulkExport.csv")} description={t("bulkExport.csvDetail")} />
          </Stack>
        </Radio.Group>
        <PathField
          label={t("exporting:path")}
          mode="save"
          value={path}
          onChange={setTypedPath}
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
            {t("exporting:cancel")}
          </Button>
          <DeedButton type="submit" pending={exporting.pending} disabled={path.trim() === ""}>
            {t("exporting:export")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
