import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { SideDrawer } from "@/components/SideDrawer";
import type { AuditEvent } from "@/lib/ipc";
import classes from "./Audit.module.css";
import { EventFacts } from "./EventFacts";

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
  const resource = event?.resource;
  return (
    <SideDrawer
      opened={event !== null}
      onClose={onClose}
      title={event?.summary}
      subtitle={event ? t("event.title", { sequence: event.sequence }) : null}
      footer={
        <>
          {resource ? (
            <Button variant="default" onClick={() => onAbout(resource)}>
              {t("event.more", { resource })}
            </Button>
          ) : null}
          <span className={classes.apart} />
          <Step name={t("event.newer")} onClick={onStep(-1)} icon={<IconChevronUp size={16} />} />
          <Step name={t("event.older")} onClick={onStep(1)} icon={<IconChevronDown size={16} />} />
        </>
      }
    >
      {event ? <EventFacts event={event} /> : null}
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
