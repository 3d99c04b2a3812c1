import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Copied } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { formatNumber } from "@/lib/format";
import type { StatusView } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import { ServiceDialog } from "./ServiceDialog";
import classes from "./status.module.css";

/** Whether the service listens and where, and how much it was asked. */
export function ServicePart({ status }: { status: StatusView }) {
  const { t } = useTranslation("status");
  const may = useMay("manage-vault");
  const [changing, setChanging] = useState(false);
  const { good, revoked, unknown, refused, failed } = status;
  return (
    <Section
      title={t("service.title")}
      description={t("service.description")}
      action={
        may ? (
          <Button variant="default" onClick={() => setChanging(true)}>
            {t(status.settings.serves ? "service.change" : "service.begin")}
          </Button>
        ) : undefined
      }
    >
      <StateLine status={status} />
      {status.listens === null ? null : (
        <KeyValues
          items={[
            {
              label: t("service.ocsp"),
              value: <Copied value={`http://${status.listens}/ocsp`} thing={t("service.ocspThing")} />,
            },
            {
              label: t("service.crls"),
              value: <span className="mono">{`http://${status.listens}/crl/ca-….crl`}</span>,
            },
            {
              label: t("service.answered"),
              value: t("service.counts", {
                good: formatNumber(good),
                revoked: formatNumber(revoked),
                unknown: formatNumber(unknown),
              }),
            },
            {
              label: t("service.unanswered"),
              value: t("service.uncounted", { refused: formatNumber(refused), failed: formatNumber(failed) }),
            },
          ]}
        />
      )}
      <ServiceDialog settings={status.settings} opened={changing} onClose={() => setChanging(false)} />
    </Section>
  );
}

function StateLine({ status }: { status: StatusView }) {
  const { t } = useTranslation("status");
  if (status.problem !== null) {
    return (
      <p className={`${classes.state} ${classes.failed}`} role="alert">
        <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
        {status.problem}
      </p>
    );
  }
  if (status.listens === null) {
    return (
      <p className={classes.state}>
        <IconPlugConnectedX size={16} stroke={1.8} aria-hidden />
        {t("service.off")}
      </p>
    );
  }
  const healthy = status.health?.healthy ?? false;
  const Icon = healthy ? IconCircleCheck : IconAlertTriangle;
  return (
    <p className={`${classes.state} ${healthy ? classes.ok : classes.failed}`}>
      <Icon size={16} stroke={1.8} aria-hidden />
      {t(healthy ? "service.healthy" : "service.unhealthy", { address: status.listens })}
    </p>
  );
}
