import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Fingerprint } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { SideDrawer } from "@/components/SideDrawer";
import { Time } from "@/components/Time";
import { formatUtc } from "@/lib/format";
import type { AuditEvent } from "@/lib/ipc";
import classes from "./Audit.module.css";
import { OutcomeText } from "./OutcomeText";

/** One event in full, with its details and its seal. */
export function EventDrawer({
  event,
  onClose,
  onAbout,
  onStep,
}: {
  event: AuditEvent | null;
  onClose: () => void;
  onAbout: (resource: string) => void;
  /** To the newer (-1) or older (1) event of the list; undefined at its end. */
  onStep: (by: -1 | 1) => (() => void) | undefined;
}) {
  const { t } = useTranslation("audit");
  if (!event) return null;
  const { resource } = event;
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={event.summary}
      subtitle={t("event.title", { sequence: event.sequence })}
      footer={
        <>
          {resource ? (
            <Button variant="default" onClick={() => onAbout(resource)}>
              {t("event.more", { resource })}
            </Button>
          ) : null}
          <span style={{ flex: 1 }} />
          <Step name={t("event.newer")} onClick={onStep(-1)} icon={<IconChevronUp size={16} />} />
          <Step name={t("event.older")} onClick={onStep(1)} icon={<IconChevronDown size={16} />} />
        </>
      }
    >
      <KeyValues
        items={[
          {
            label: t("event.when"),
            value: (
              <>
                <Time at={event.time} style="exact" />
                <div className={classes.seal}>{formatUtc(event.time)}</div>
              </>
            ),
          },
          { label: t("event.who"), value: event.actor },
          { label: t("event.action"), value: <span className="mono">{event.action}</span> },
          resource ? { label: t("event.about"), value: <About resource={resource} /> } : null,
          { label: t("event.outcome"), value: <OutcomeText outcome={event.outcome} /> },
        ]}
      />
      <div style={{ height: 24 }} />
      {event.details.length > 0 ? (
        <Section title={t("event.details")}>
          <KeyValues items={event.details.map(({ name, value }) => ({ label: name, value }))} />
        </Section>
      ) : null}
      <Section title={t("event.seal")}>
        <Fingerprint value={event.hash} thing={t("event.hash")} />
        <p className={classes.seal}>{t("event.hashHint")}</p>
      </Section>
    </SideDrawer>
  );
}

function Step({ name, icon, onClick }: { name: string; icon: React.ReactNode; onClick: (() => void) | undefined }) {
  return (
    <Tooltip label={name}>
      <ActionIcon variant="default" size={32} aria-label={name} disabled={!onClick} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

/** The certificate or authority an event is about, as a link to it. */
function About({ resource }: { resource: string }) {
  if (resource.startsWith("crt-")) {
    return (
      <Link to="/certificates" search={{ id: resource }}>
        {resource}
      </Link>
    );
  }
  if (resource.startsWith("ca-")) {
    return (
      <Link to="/authorities" search={{ id: resource }}>
        {resource}
      </Link>
    );
  }
  return resource;
}
