import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { formatTime } from "@/lib/format";
import { type CertificateDetail, core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./revoking.module.css";

/** Releasing a hold makes a certificate valid again: says since when it is held and what comes of it before it does. */
export function ReleaseDialog({
  opened,
  certificate: { row, revocation, authorityId },
  onClose,
}: {
  opened: boolean;
  certificate: CertificateDetail;
  onClose: () => void;
}) {
  const { t } = useTranslation("certificates");
  const overview = useQuery({
    queryKey: keys.authorities.crlOverview(authorityId ?? ""),
    queryFn: () => core.crlOverview(authorityId ?? ""),
    enabled: opened && authorityId !== null,
  });
  const release = useCommand((id: string) => core.releaseCertificate(id), {
    onDone: ({ crl }) => {
      onClose();
      notifications.show({ message: t("drawer.released", { name: row.label }) });
      if (crl.message) notifications.show({ message: crl.message, color: "harm", autoClose: false });
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={() => {
        release.clear();
        onClose();
      }}
      title={t("drawer.releaseTitle", { name: row.label })}
      confirm={t("drawer.releaseNow")}
      onConfirm={() => release.run(row.id)}
      pending={release.pending}
      error={release.error}
    >
      {revocation ? <strong>{t("drawer.releaseSince", { date: formatTime(revocation.revokedAt) })}</strong> : null}
      <span>{t("drawer.releaseMeans")}</span>
      {overview.data ? (
        <section>
          <h3 className={classes.heading}>{t("revoke.authorities")}</h3>
          <ul className={classes.lines}>
            {overview.data.outlook.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
      ) : null}
    </ConfirmDialog>
  );
}
