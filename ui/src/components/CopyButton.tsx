import { ActionIcon, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asCoreError, copyText } from "@/lib/ipc";

/** Copies `value`; `thing` says what it is, for its name: "Copy serial number". */
export function CopyButton({ value, thing }: { value: string; thing: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    copyText(value).then(
      () => setCopied(true),
      (thrown) =>
        notifications.show({ color: "harm", message: t("copyFailed", { reason: asCoreError(thrown).message }) }),
    );
  const name = t("copyThing", { thing });
  return (
    <>
      <Tooltip label={copied ? t("copied") : name}>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={name} onClick={() => void copy()}>
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </ActionIcon>
      </Tooltip>
      <span className="visually-hidden" aria-live="polite">
        {copied ? t("copied") : ""}
      </span>
    </>
  );
}
