import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { SigningPreview } from "@/components/signing/SigningPreview";
import type { CertificateDetail } from "@/lib/ipc";
import { OldCertificate } from "./OldCertificate";
import { RenewalChanges } from "./RenewalChanges";
import { RenewedKey } from "./RenewedKey";
import { RenewedNames } from "./RenewedNames";
import classes from "./renewals.module.css";
import { useRenewal } from "./useRenewal";

/** One renewal: what is to be otherwise at the left, exactly what will be signed at the right. */
export function RenewOneForm({
  certificate,
  onClose,
}: {
  certificate: CertificateDetail;
  onClose: (done: boolean) => void;
}) {
  const { t } = useTranslation(["renewals", "signing", "common"]);
  const navigate = useNavigate();
  const renewal = useRenewal(certificate, (made) => {
    onClose(true);
    notifications.show({ message: t("renew.done", { name: made.row.label }) });
    void navigate({ to: "/certificates", search: (now) => ({ ...now, id: made.row.id }) });
  });
  const { values, set, errorAt, preview } = renewal;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!renewal.blocked) renewal.submit();
      }}
    >
      <div className={classes.renewal}>
        <div className={classes.fields}>
          <p>{t("renew.text")}</p>
          <RenewedKey renewal={renewal} certificate={certificate} />
          <RenewedNames renewal={renewal} certificate={certificate} />
          <OldCertificate
            hours={values.revokeOldAfterHours}
            onChange={(revokeOldAfterHours) => set({ revokeOldAfterHours })}
            error={errorAt("revokeOldAfterHours")}
          />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by itself, and must by keyboard too. */}
        <section className={classes.preview} aria-label={t("signing:title")} tabIndex={0}>
          <SigningPreview
            preview={preview}
            checking={renewal.checking}
            error={renewal.previewError}
            waiting={null}
            changes={preview ? <RenewalChanges certificate={certificate} preview={preview} /> : null}
          />
        </section>
      </div>
      <ErrorNotice error={renewal.refused} title={t("renew.failed")} />
      <DialogActions>
        <Button variant="default" onClick={() => onClose(false)}>
          {t("common:cancel")}
        </Button>
        <DeedButton type="submit" pending={renewal.pending} disabled={renewal.blocked}>
          {t("renew.confirm")}
        </DeedButton>
      </DialogActions>
    </form>
  );
}
