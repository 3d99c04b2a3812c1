import { Button, Stack, Tabs, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PassphraseField } from "@/components/PassphraseField";
import { HandedOver } from "@/features/jobs/HandedOver";
import { asCoreError, chooseFilesToOpen, core, type ImportReport, type Started } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { ImportResult } from "./ImportResult";

type Source = "files" | "text" | "system";
type Request = { source: Source; paths: string[]; text: string; passphrase: string | null; token: string };

async function importFrom({ source, paths, text, passphrase, token }: Request): Promise<Started<ImportReport>> {
  if (source === "files") return core.importFiles(paths, passphrase, token);
  return {
    kind: "done",
    report: await (source === "text" ? core.importText(text, passphrase) : core.importTrustStore()),
  };
}

/** Brings certificates (and their keys) in: from files, from pasted text, or those that this computer trusts. */
export function ImportDialog({
  opened,
  onClose,
  onShow,
}: {
  opened: boolean;
  onClose: () => void;
  onShow: () => void;
}) {
  const { t } = useTranslation("certificates");
  return (
    <Dialog opened={opened} onClose={onClose} size={600} title={t("importDialog.title")}>
      <ImportForm onClose={onClose} onShow={onShow} />
    </Dialog>
  );
}

function ImportForm({ onClose, onShow }: { onClose: () => void; onShow: () => void }) {
  const { t } = useTranslation(["certificates", "common"]);
  const [source, setSource] = useState<Source>("files");
  const [typedPaths, setTypedPaths] = useState("");
  const [text, setText] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const importing = useCommand(importFrom);
  const paths = typedPaths
    .split("\n")
    .map((path) => path.trim())
    .filter((path) => path !== "");
  const ready = source === "system" || (source === "files" ? paths.length > 0 : text.trim() !== "");
  const browse = async () => {
    try {
      const chosen = await chooseFilesToOpen(t("importDialog.title"), { multiple: true });
      if (chosen.length > 0) setTypedPaths([...paths, ...chosen].join("\n"));
    } catch (thrown) {
      notifications.show({ color: "harm", message: t("common:dialogFailed", { reason: asCoreError(thrown).message }) });
    }
  };
  if (importing.answer?.kind === "job") return <HandedOver job={importing.answer.job} onClose={onClose} />;
  if (importing.answer) {
    const { report } = importing.answer;
    return <ImportResult report={report} onClose={onClose} onMore={() => importing.clear()} onShow={onShow} />;
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // Each press is a request of its own: the same files again are asked for on purpose.
        const token = crypto.randomUUID();
        if (ready) importing.run({ source, paths, text, passphrase: passphrase === "" ? null : passphrase, token });
      }}
    >
      <Stack gap="md">
        <Tabs value={source} onChange={(value) => setSource(value as Source)}>
          <Tabs.List mb="md">
            <Tabs.Tab value="files">{t("importDialog.files")}</Tabs.Tab>
            <Tabs.Tab value="text">{t("importDialog.text")}</Tabs.Tab>
            <Tabs.Tab value="system">{t("importDialog.system")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="files">
            <Textarea
              label={t("importDialog.paths")}
              description={t("importDialog.pathsHint")}
              value={typedPaths}
              onChange={(event) => setTypedPaths(event.currentTarget.value)}
              error={importing.errorAt("paths")}
              autosize
              minRows={3}
              maxRows={8}
              spellCheck={false}
              data-autofocus
            />
            <Button variant="default" mt="xs" onClick={() => void browse()}>
              {t("importDialog.browse")}
            </Button>
          </Tabs.Panel>
          <Tabs.Panel value="text">
            <Textarea
              label={t("importDialog.pasteLabel")}
              description={t("importDialog.pasteHint")}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={importing.errorAt("text")}
              autosize
              minRows={8}
              maxRows={14}
              spellCheck={false}
              className="mono-field"
            />
          </Tabs.Panel>
          <Tabs.Panel value="system">
            <p style={{ margin: 0 }}>{t("importDialog.systemDetail")}</p>
          </Tabs.Panel>
        </Tabs>
        {source === "system" ? null : (
          <PassphraseField
            label={t("importDialog.passphrase")}
            description={t("importDialog.passphraseHint")}
            value={passphrase}
            error={importing.errorAt("passphrase")}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
        )}
        <ErrorNotice
          error={importing.errorBeside(
            ...(source === "files" ? ["paths", "passphrase"] : source === "text" ? ["text", "passphrase"] : []),
          )}
        />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <DeedButton type="submit" pending={importing.pending} disabled={!ready}>
            {t("importDialog.import")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
