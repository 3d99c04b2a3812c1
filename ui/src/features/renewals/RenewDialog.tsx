import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { formatNumber } from "@/lib/format";
import type { CertificateDetail, Selection } from "@/lib/ipc";
import { RenewManyForm } from "./RenewManyForm";
import { RenewOneForm } from "./RenewOneForm";

/** What is renewed: one certificate that is looked at, or all that are ticked. */
export type Renewing =
  | { kind: "one"; certificate: CertificateDetail }
  | { kind: "many"; selection: Selection; count: number };

/** Renews a certificate, seen before it is signed; or many in a job. */
export function RenewDialog({ what, onClose }: { what: Renewing | null; onClose: (done: boolean) => void }) {
  const { t } = useTranslation("renewals");
  const one = what?.kind === "one";
  const title = one
    ? t("renew.title", { name: what.certificate.row.label })
    : t("renew.titleMany", { count: what?.count ?? 0, number: formatNumber(what?.count ?? 0) });
  return (
    <Dialog opened={what !== null} onClose={() => onClose(false)} size={one ? 1080 : 560} tall={one} title={title}>
      {what === null ? null : what.kind === "one" ? (
        <RenewOneForm certificate={what.certificate} onClose={onClose} />
      ) : (
        <RenewManyForm selection={what.selection} onClose={onClose} />
      )}
    </Dialog>
  );
}
