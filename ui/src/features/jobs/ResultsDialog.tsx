import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PassphrasePair } from "@/components/exporting/PassphrasePair";
import { formatNumber } from "@/lib/format";
import { chooseFolder, core, type JobView } from "@/lib/ipc";
import { keys as keysOf } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole, useMay } from "@/lib/session";

/** Saves what came of a batch. */
export function ResultsDialog({ job, onClose }: { job: JobView | null; onClose: () => void }) {
  const { t } = useTranslation("jobs");
  return (
    <Dialog opened={job !== null} onClose={onClose} size={560} title={t("results.title")}>
      {job ? <ResultsForm job={job} onClose={onClose} /> : null}
    </Dialog>
  );
}

function ResultsForm({ job, onClose }: { job: JobView; onClose: () => void }) {
  const { t } = useTranslation(["jobs", "common"]);
  const documents = useConsole().documentsFolder;
  const mayExportKey = useMay("export-key");
  const [folder, setFolder] = useState(documents);
  const [keys, setKeys] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [repeated, setRepeated] = useState("");
  const [overwrite, setOverwrite] = useState(false);
  const saving = useCommand((secret: string | null) => core.saveBatch(job.id, folder.trim(), secret, overwrite));
  const contents = useQuery({
    queryKey: [...keysOf.jobs.one(job.id), "contents"],
    queryFn: () => core.batchContents(job.id),
  });
  /** Why no key goes with them; null where keys may. */
  const refusal = !mayExportKey
    ? t("results.noKeys")
    : contents.data?.keys === 0
      ? t("results.keysElsewhere")
      : (contents.data?.keysStay ?? null);
  const mayHaveKeys = contents.data !== undefined && refusal === null;
  const ready = folder.trim() !== "" && (!keys || (passphrase !== "" && passphrase === repeated));
  if (saving.answer) {
    const { certificates, keys: saved, archive, table } = saving.answer;
    return (
      <Stack gap="md">
        <p role="status">
          {t("results.done", { count: certificates, number: formatNumber(certificates) })}{" "}
          <span className="mono">{archive}</span>
          {saved > 0 ? `, ${t("results.keysDone", { count: saved, number: formatNumber(saved) })}` : null}
          {". "}
          {t("results.tableDone")} <span className="mono">{table}</span>.
        </p>
        <DialogActions>
          <Button onClick={onClose} data-autofocus>
            {t("results.close")}
          </Button>
        </DialogActions>
      </Stack>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) saving.run(keys ? passphrase : null);
      }}
    >
      <Stack gap="md">
        <p>
          {contents.data
            ? t("results.count", {
                count: contents.data.certificates,
                number: formatNumber(contents.data.certificates),
              })
            : null}{" "}
          {t("results.what")}
        </p>
        <Group gap={8} align="flex-end" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            label={t("results.folder")}
            value={folder}
            error={saving.errorAt("path")}
            onChange={(event) => setFolder(event.currentTarget.value)}
          />
          <Button
            variant="default"
            onClick={() => void chooseFolder(t("results.folder")).then((chosen) => chosen && setFolder(chosen))}
          >
            {t("results.browse")}
          </Button>
        </Group>
        <Checkbox
          label={t("results.keys")}
          description={refusal ?? t("results.keysHint")}
          disabled={!mayHaveKeys}
          checked={keys && mayHaveKeys}
          onChange={(event) => setKeys(event.currentTarget.checked)}
        />
        {keys ? (
          <PassphrasePair
            label={t("results.passphrase")}
            again={t("results.again")}
            mismatch={t("results.mismatch")}
            value={passphrase}
            repeated={repeated}
            onChange={setPassphrase}
            onRepeat={setRepeated}
            error={saving.errorAt("passphrase")}
          />
        ) : null}
        <Checkbox
          label={t("results.overwrite")}
          checked={overwrite}
          onChange={(event) => setOverwrite(event.currentTarget.checked)}
        />
        <ErrorNotice error={saving.errorBeside("path", ...(keys ? ["passphrase"] : []))} title={t("results.failed")} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <DeedButton type="submit" pending={saving.pending} disabled={!ready}>
            {t("results.save")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
