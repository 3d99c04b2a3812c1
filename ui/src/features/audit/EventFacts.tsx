import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { FactValue } from "@/components/FactValue";
import { Fingerprint, Serial } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { Time } from "@/components/Time";
import { useProfileTitle } from "@/components/useProfileTitle";
import { formatUtc } from "@/lib/format";
import type { AuditDetail, AuditEvent } from "@/lib/ipc";
import words from "@/locales/en/audit.json";
import common from "@/locales/en/common.json";
import classes from "./Audit.module.css";
import { OutcomeText } from "./OutcomeText";
import { resourceOf } from "./resource";

type Detail = keyof typeof words.event.detail;
type Action = keyof typeof words.actions;

const isDetail = (name: string): name is Detail => name in words.event.detail;
const isAction = (name: string): name is Action => name in words.actions;

/** What an event tells: when, who, what, the facts that it carries in words, and its seal. */
export function EventFacts({ event }: { event: AuditEvent }) {
  const { t } = useTranslation("audit");
  const { action, resource } = event;
  return (
    <>
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
          { label: t("event.action"), value: isAction(action) ? t(`actions.${action}`) : action },
          resource ? { label: t("event.about"), value: <Reference id={resource} /> } : null,
          { label: t("event.outcome"), value: <OutcomeText outcome={event.outcome} /> },
        ]}
      />
      <div className={classes.gap} />
      {event.details.length > 0 ? (
        <Section title={t("event.details")}>
          <KeyValues
            items={inOrder(event.details).map((detail) => ({
              label: isDetail(detail.name) ? t(`event.detail.${detail.name}`) : detail.name,
              value: <Value detail={detail} />,
            }))}
          />
        </Section>
      ) : null}
      <Section title={t("event.seal")}>
        <Fingerprint value={event.hash} thing={t("event.hash")} />
        <p className={classes.seal}>{t("event.hashHint")}</p>
      </Section>
    </>
  );
}

const ORDER = Object.keys(words.event.detail);

/** What a thing is called first, through which door it came last: the core keeps facts by the alphabet. */
function inOrder(details: readonly AuditDetail[]): AuditDetail[] {
  const place = (name: string) => (isDetail(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...details].sort((a, b) => place(a.name) - place(b.name));
}

/** A fact by what it is: identifiers grouped and to be copied, times in the person's zone, ids as links. */
function Value({ detail: { name, value } }: { detail: AuditDetail }) {
  const { t } = useTranslation(["audit", "common"]);
  if (name === "serial") return <Serial value={value} />;
  if (name === "fingerprint") return <Fingerprint value={value} />;
  if (name === "profile") return <ProfileTitle name={value} />;
  if (name === "reason" && value in common.reason) return t(`common:reason.${value as keyof typeof common.reason}`);
  if (name === "environment" && value in common.environment) {
    return t(`common:environment.${value as keyof typeof common.environment}`);
  }
  if ((name === "role" || name === "before") && value in common.role) {
    return t(`common:role.${value as keyof typeof common.role}`);
  }
  if (/^(crt|ca)-\d+$/.test(value)) return <Reference id={value} />;
  if (value === "true") return t("event.yes");
  if (value === "false") return t("event.no");
  if (name === "host" && value === "window") return t("event.window");
  if (name === "host" && value === "command-line") return t("event.commandLine");
  if (name === "path") return <span className="mono">{value}</span>;
  return <FactValue label={isDetail(name) ? t(`event.detail.${name}`) : name} value={value} />;
}

function ProfileTitle({ name }: { name: string }) {
  return useProfileTitle()(name);
}

/** What an id stands for, as a link to it where there is a place that shows it. */
function Reference({ id }: { id: string }) {
  const { kind, name } = resourceOf(id);
  if (kind === "certificate") {
    return (
      <Link to="/certificates" search={{ id }}>
        {id}
      </Link>
    );
  }
  if (kind === "authority") {
    return (
      <Link to="/authorities" search={{ id }}>
        {id}
      </Link>
    );
  }
  if (kind === "profile") {
    return (
      <Link to="/profiles" search={{ name }}>
        <ProfileTitle name={name} />
      </Link>
    );
  }
  return name;
}
