import { Alert } from "@mantine/core";
import { IconBan, IconPlayerPause } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Time } from "@/components/Time";
import type { CertificateDetail, Standing } from "@/lib/ipc";

/** Since when and why it is revoked or on hold, and whether the others can know. */
export function RevocationFacts({
  revocation,
  status,
}: {
  revocation: NonNullable<CertificateDetail["revocation"]>;
  status: Standing;
}) {
  const { t } = useTranslation(["certificates", "common"]);
  const held = status === "on-hold";
  return (
    <Alert
      mt="md"
      variant="light"
      color={held ? "gray" : "harm"}
      icon={held ? <IconPlayerPause size={18} /> : <IconBan size={18} />}
      title={held ? t("common:status.on-hold") : t("common:status.revoked")}
    >
      <div>
        <Time at={revocation.revokedAt} /> · {t(`common:reason.${revocation.reason}`)}
      </div>
      <div>{revocation.onCrl === null ? t("drawer.notOnCrl") : t("drawer.onCrl", { number: revocation.onCrl })}</div>
    </Alert>
  );
}
