import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import type { ExportedFile, ExportRequest } from "@/lib/ipc";
import { ExportForm } from "./ExportForm";
import type { ExportForm as Form } from "./exportForms";

export type Exportable = {
  name: string;
  /** What the dialog is called, where it is no export. */
  title?: string;
  forms: readonly Form[];
  /** The form that is chosen at first. */
  first?: Form;
  hasKey: boolean;
  /** Whether it is not the vault's, so that no right to its key is asked for and no log tells of it. */
  foreign?: boolean;
  write: (request: Omit<ExportRequest, "format"> & { form: Form }) => Promise<ExportedFile>;
};

/** Writes one thing to a file. Closed while `what` is null. */
export function ExportDialog({ what, onClose }: { what: Exportable | null; onClose: () => void }) {
  const { t } = useTranslation(["exporting", "common"]);
  const crl = what?.forms.includes("crl-der") ?? false;
  return (
    <Dialog
      opened={what !== null}
      onClose={onClose}
      size={600}
      tall
      title={what ? (what.title ?? t(crl ? "crlTitle" : "title", { name: what.name })) : ""}
    >
      {what ? <ExportForm what={what} onClose={onClose} /> : null}
    </Dialog>
  );
}
