import { Button, Group } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconPlugConnectedX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Copied } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { Relative, WithTimes } from "@/components/Time";
import { formatNumber } from "@/lib/format";
import type { StatusLimits, StatusView, TlsStatus } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import classes from "../status.module.css";
import { LimitsDialog } from "./LimitsDialog";
import { PaceChart } from "./PaceChart";
import { ServiceDialog } from "./ServiceDialog";

/** Whether the service listens, where and with what, how much it takes and how much it was asked. */
export function ServicePart({ status }: { status: StatusView }) {
  const { t } = useTranslation("status");
  const may = useMay("manage-vault");
  const [changing, setChanging] = useState(false);
  const [limiting, setLimiting] = useState(false);
  const { good, revoked, unknown, refused, failed, settings } = status;
  const tls = status.health?.tls ?? null;
  return (
    <Section
      title={t("service.title")}
      description={t("service.description")}
      action={
        may ? (
          <Group gap={8}>
            <Button variant="default" onClick={() => setLimiting(true)}>
              {t("service.limit")}
            </Button>
            <Button variant="default" onClick={() => setChanging(true)}>
              {t(settings.serves ? "service.change" : "service.begin")}
            </Button>
          </Group>
        ) : undefined
      }
    >
      <StateLine status={status} />
      {status.url === null ? null : (
        <>
          <KeyValues
            items={[
              {
                label: t("service.ocsp"),
                value: <Copied value={`${status.url}/ocsp`} thing={t("service.ocspThing")} />,
              },
              {
                label: t("service.crls"),
                value: <span className="mono">{`${status.url}/crl/ca-….crl`}</span>,
              },
              { label: t("service.tls"), value: tls === null ? t("service.plain") : <Shown tls={tls} /> },
              { label: t("service.limits"), value: <Limits limits={settings.limits} /> },
              { label: t("service.locked"), value: t("service.lockedText") },
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
          <PaceChart pace={status.pace} />
        </>
      )}
      <ServiceDialog settings={settings} opened={changing} onClose={() => setChanging(false)} />
      <LimitsDialog settings={settings} opened={limiting} onClose={() => setLimiting(false)} />
    </Section>
  );
}

/** The certificate that clients see, how long it is good, and what is wrong with it. */
function Shown({ tls }: { tls: TlsStatus }) {
  const { t } = useTranslation("status");
  return (
    <>
      <Link to="/certificates" search={{ id: tls.id }}>
        {tls.name}
      </Link>
      {", "}
      {t("service.tlsEnds")} <Relative at={tls.notAfter} />
      {tls.problems.map((problem) => (
        <div key={problem} className={`${classes.standing} ${classes.failed}`}>
          <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
          <span>
            <WithTimes text={problem} />
          </span>
        </div>
      ))}
    </>
  );
}

function Limits({ limits }: { limits: StatusLimits }) {
  const { t } = useTranslation("status");
  const rate = (count: number) => (count === 0 ? t("limits.unlimited") : formatNumber(count));
  return (
    <>
      {t("limits.rates", { ocsp: rate(limits.ocsp), crl: rate(limits.crl), others: rate(limits.others) })}
      <br />
      {limits.proxies.length === 0
        ? t("limits.noProxies")
        : t("limits.named", { proxies: limits.proxies.join(", "), count: limits.proxies.length })}
    </>
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
