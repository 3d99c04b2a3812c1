import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/components/CopyButton";
import { DialogActions } from "@/components/DialogActions";
import { Fingerprint } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { formatBytes } from "@/lib/format";
import type { ExportedFile } from "@/lib/ipc";
import classes from "./ExportDialog.module.css";

/** What was written: where, how large, and its hash, so that the receiver can check it. */
export function Written({
  file,
  children,
  onClose,
  onAgain,
}: {
  file: ExportedFile;
  children?: ReactNode;
  onClose: () => void;
  onAgain?: () => void;
}) {
  const { t } = useTranslation("exporting");
  return (
    <Stack gap="md">
      <div role="status">
        <Group gap={8}>
          <IconCircleCheck size={18} color="var(--fine)" aria-hidden />
          <strong>{t("done")}</strong>
        </Group>
        {children}
      </div>
      {file.warning ? (
        <Alert color="harm" variant="light" icon={<IconAlertTriangle size={18} />} role="alert">
          {file.warning}
        </Alert>
      ) : null}
      <KeyValues
        items={[
          {
            label: t("resultPath"),
            value: (
              <>
                <span className="mono">{file.path}</span> <CopyButton value={file.path} thing={t("resultPath")} />
              </>
            ),
          },
          file.files.length === 0
            ? null
            : {
                label: t("resultFiles"),
                value: (
                  <ul className={classes.files}>
                    {file.files.map((name) => (
                      <li key={name} className="mono">
                        {name}
                      </li>
                    ))}
                  </ul>
                ),
              },
          { label: t("resultSize"), value: formatBytes(file.bytes) },
          {
            label: t(file.files.length === 0 ? "resultHash" : "resultHashAll"),
            value: <Fingerprint value={file.sha256} />,
          },
        ]}
      />
      <DialogActions>
        {onAgain ? (
          <Button variant="default" onClick={onAgain}>
            {t("another")}
          </Button>
        ) : null}
        <Button onClick={onClose} data-autofocus>
          {t("close")}
        </Button>
      </DialogActions>
    </Stack>
  );
}
