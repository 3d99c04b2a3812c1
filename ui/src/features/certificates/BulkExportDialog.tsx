import { Button, Checkbox, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PassphrasePair } from "@/components/exporting/PassphrasePair";
import { Written } from "@/components/exporting/Written";
import { PathField } from "@/components/PathField";
import { HandedOver } from "@/features/jobs/HandedOver";
import { formatNumber, joinPath } from "@/lib/format";
import { type BulkExport, type BulkFormat, core, type Selection } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";
import { exportedColumns, keptColumns } from "./columns";

/** Certificates first, then the table. */
const FORMATS: readonly BulkFormat[] = ["pem", "zip", "pkcs7", "jks", "csv", "xlsx"];

const ENDINGS: Record<BulkFormat, string> = {
  pem: "pem",
  zip: "zip",
  pkcs7: "p7b",
  jks: "jks",
  csv: "csv",
  xlsx: "xlsx",
};

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
  const { t } = useTranslation(["certificates", "exporting", "common"]);
  const folder = useConsole().documentsFolder;
  const [format, setFormat] = useState<BulkFormat>("pem");
  const [typedPath, setTypedPath] = useState<string | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  const path = typedPath ?? joinPath(folder, `certificates.${ENDINGS[format]}`);
  const [passphrase, setPassphrase] = useState("");
  const [repeated, setRepeated] = useState("");
  const [asShown, setAsShown] = useState(true);
  const table = format === "csv" || format === "xlsx";
  const protectedForm = format === "jks";
  const ready = path.trim() !== "" && (!protectedForm || (passphrase !== "" && passphrase === repeated));
  const exporting = useCommand((request: BulkExport) =>
    // Each press is a request of its own: it may be for another file.
    core.exportCertificates(selection, request, crypto.randomUUID()),
  );

  if (exporting.answer?.kind === "job") return <HandedOver job={exporting.answer.job} onClose={onClose} />;
  if (exporting.answer) {
    const { report } = exporting.answer;
    const { certificates } = report;
    return (
      <Written file={report} onClose={onClose}>
        {t("bulkExport.done", { count: certificates, number: formatNumber(certificates) })}
      </Written>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        exporting.run({
          format,
          path: path.trim(),
          passphrase: protectedForm ? passphrase : null,
          overwrite,
          columns: table && asShown ? exportedColumns(keptColumns(localStorage)) : [],
        });
      }}
    >
      <Stack gap="md">
        <Radio.Group label={t("bulkExport.format")} value={format} onChange={(value) => setFormat(value as BulkFormat)}>
          <Stack gap="xs" mt={4}>
            {FORMATS.map((each) => (
              <Radio
                key={each}
                value={each}
                label={t(`bulkExport.${each}`)}
                description={t(`bulkExport.${each}Detail`)}
                data-autofocus={each === format || undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
        {protectedForm ? (
          <PassphrasePair
            label={t("exporting:passphrase")}
            again={t("exporting:again")}
            mismatch={t("exporting:mismatch")}
            description={t("bulkExport.jksPassphrase")}
            value={passphrase}
            repeated={repeated}
            onChange={setPassphrase}
            onRepeat={setRepeated}
            error={exporting.errorAt("passphrase")}
          />
        ) : null}
        {table ? (
          <Checkbox
            label={t("bulkExport.asShown")}
            description={t("bulkExport.asShownDetail")}
            checked={asShown}
            onChange={(event) => setAsShown(event.currentTarget.checked)}
          />
        ) : null}
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
        <ErrorNotice error={exporting.errorBeside("path", "passphrase")} title={t("exporting:failed")} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <DeedButton type="submit" pending={exporting.pending} disabled={!ready}>
            {t("exporting:export")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
