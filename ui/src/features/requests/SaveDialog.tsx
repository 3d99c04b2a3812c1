import { Checkbox, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Written } from "@/components/exporting/Written";
import { FormActions } from "@/components/FormActions";
import { PathField } from "@/components/PathField";
import { asFileName, joinPath } from "@/lib/format";
import { core, type RequestDetail, type RequestFormat } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";

/** Writes a request to a file. Closed while `request` is null. */
export function SaveDialog({ request, onClose }: { request: RequestDetail | null; onClose: () => void }) {
  const { t } = useTranslation("requests");
  return (
    <Dialog opened={request !== null} onClose={onClose} size={560} title={t("save.title", { name: request?.label })}>
      {request ? <SaveForm request={request} onClose={onClose} /> : null}
    </Dialog>
  );
}

function SaveForm({ request, onClose }: { request: RequestDetail; onClose: () => void }) {
  const { t } = useTranslation(["requests", "exporting", "common"]);
  const folder = useConsole().documentsFolder;
  const [format, setFormat] = useState<RequestFormat>("pem");
  const [typedPath, setTypedPath] = useState<string | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  const path = typedPath ?? joinPath(folder, `${asFileName(request.label)}.${format === "pem" ? "csr" : "p10"}`);
  const saving = useCommand((to: string) => core.exportRequest(request.id, format, to, overwrite));
  if (saving.answer) return <Written file={saving.answer} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== "") saving.run(path.trim());
      }}
    >
      <Stack gap="md">
        <Radio.Group
          label={t("exporting:format")}
          value={format}
          onChange={(chosen) => setFormat(chosen === "der" ? "der" : "pem")}
        >
          <Stack gap="xs" mt={4}>
            <Radio value="pem" label={t("save.pem")} description={t("save.pemDetail")} data-autofocus />
            <Radio value="der" label={t("save.der")} description={t("save.derDetail")} />
          </Stack>
        </Radio.Group>
        <PathField
          label={t("exporting:path")}
          mode="save"
          value={path}
          onChange={setTypedPath}
          error={saving.errorAt("path")}
        />
        <Checkbox
          label={t("exporting:overwrite")}
          checked={overwrite}
          onChange={(event) => setOverwrite(event.currentTarget.checked)}
        />
        <ErrorNotice error={saving.errorBeside("path")} title={t("save.failed")} />
        <FormActions onCancel={onClose} pending={saving.pending} disabled={path.trim() === ""}>
          {t("save.submit")}
        </FormActions>
      </Stack>
    </form>
  );
}
