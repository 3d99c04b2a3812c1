import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import type { ExportedFile, ExportRequest } from "@/lib/ipc";
import { ExportForm } from "./ExportForm";
import type { ExportForm as Form } from "./exportForms";

export type Exportable = {
  name: string;
  forms: readonly Form[];
  /** The form that is chosen at first. */
  first?: Form;
  hasKey: boolean;
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
      title={what ? t(crl ? "crlTitle" : "title", { name: what.name }) : ""}
    >
      {what ? <ExportForm what={what} onClose={onClose} /> : null}
    </Dialog>
  );
}
