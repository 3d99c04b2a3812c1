import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Exportable, ExportDialog } from "@/components/exporting/ExportDialog";
import { core, type ExportRequest, type Inspected } from "@/lib/ipc";
import { convertibleForms } from "./convertible";
import type { Inspection } from "./useInspection";

/** Writes all that a source holds in another form. Not offered where something in it is still locked. */
export function SaveAs({ source: { source, name, found, passphrase } }: { source: Inspection }) {
  const { t } = useTranslation("inspector");
  const [saving, setSaving] = useState(false);
  const forms = convertibleForms(found);
  if (forms.length === 0) return null;
  const what: Exportable = {
    name: titleOf(found, name),
    title: t("saveAsTitle"),
    forms,
    hasKey: found.some(({ kind }) => kind === "private-key"),
    // It was pasted or dropped by whoever looks at it: it is not the vault's key that leaves.
    foreign: true,
    write: ({ form, ...rest }) =>
      core.convertInspected({
        source: source.kind === "text" ? { kind: "text", value: source.text } : { kind: "file", value: source.path },
        passphrase,
        to: { ...rest, format: form as ExportRequest["format"] },
      }),
  };
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setSaving(true)}>
        {t("saveAs")}
      </Button>
      <ExportDialog what={saving ? what : null} onClose={() => setSaving(false)} />
    </>
  );
}

/** What the file is called after: the certificate that all else belongs to, or the file that it came in. */
const titleOf = (found: readonly Inspected[], path: string | null): string =>
  found.find(({ kind }) => kind === "certificate")?.title ??
  path
    ?.split(/[/\\]/)
    .at(-1)
    ?.replace(/\.[^.]+$/, "") ??
  found[0]?.title ??
  "";
