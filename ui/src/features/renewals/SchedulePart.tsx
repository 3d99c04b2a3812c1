import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { Loaded, SkeletonLines } from "@/components/StateViews";
import { Time } from "@/components/Time";
import { useProfileTitle } from "@/components/useProfileTitle";
import { formatNumber, formatUtc } from "@/lib/format";
import { core, type ScheduleView } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import { isZone } from "@/lib/zonedTime";
import { formatTimeIn } from "./day";
import classes from "./renewals.module.css";
import { ScheduleDialog } from "./ScheduleDialog";
import { useSchedule } from "./useRenewals";

/** Whether certificates are renewed by themselves, when, and in whose name. */
export function SchedulePart() {
  const { t } = useTranslation("renewals");
  const query = useSchedule();
  return (
    <Section title={t("schedule.title")}>
      <Loaded query={query} skeleton={<SkeletonLines lines={4} height={16} />}>
        {(schedule) => <Schedule schedule={schedule} />}
      </Loaded>
    </Section>
  );
}

/** A moment by the clock of the schedule's place; UTC on hover. */
function PlaceTime({ at, zone }: { at: string; zone: string }) {
  return (
    <time dateTime={at} title={formatUtc(at)}>
      {formatTimeIn(zone, at)}
    </time>
  );
}

function Schedule({ schedule }: { schedule: ScheduleView }) {
  const { t } = useTranslation("renewals");
  const may = useMay("manage-vault");
  const titleOf = useProfileTitle();
  const [editing, setEditing] = useState(false);
  const pausing = useCommand((paused: boolean) => core.pauseRenewals(paused), {
    invalidates: [[...keys.renewals.all]],
  });
  const { on, paused, profiles, blackouts, revokeOldAfterHours, spreadMinutes } = schedule;
  const hours = revokeOldAfterHours ?? 0;
  const place = isZone(schedule.zone) ? schedule.zone : "UTC";
  return (
    <>
      {on ? (
        <KeyValues
          items={[
            { label: t("schedule.state"), value: paused ? t("schedule.paused") : t("schedule.on") },
            { label: t("schedule.when"), value: `${schedule.when} · ${schedule.zone}` },
            { label: t("schedule.next"), value: schedule.nextRun ? <Time at={schedule.nextRun} /> : null },
            {
              label: t("schedule.last"),
              value: schedule.lastRun ? <Time at={schedule.lastRun} /> : t("schedule.never"),
            },
            {
              label: t("schedule.profiles"),
              value: profiles.length > 0 ? profiles.map(titleOf).join(", ") : t("schedule.usualProfiles"),
            },
            {
              label: t("schedule.spread"),
              value: t("schedule.minutes", { count: spreadMinutes, number: formatNumber(spreadMinutes) }),
            },
            {
              label: t("schedule.old"),
              value:
                revokeOldAfterHours === null
                  ? t("schedule.oldKeep")
                  : t("schedule.oldAfter", {
                      time:
                        hours > 0 && hours % 24 === 0
                          ? t("schedule.days", { count: hours / 24, number: formatNumber(hours / 24) })
                          : t("schedule.hours", { count: hours, number: formatNumber(hours) }),
                    }),
            },
            blackouts.length === 0
              ? { label: t("schedule.blackouts"), value: t("schedule.noBlackouts") }
              : {
                  label: t("schedule.blackoutsIn", { zone: place }),
                  value: blackouts.map(({ from, until, reason }) => (
                    <div key={`${from} ${until} ${reason}`}>
                      <PlaceTime at={from} zone={place} /> – <PlaceTime at={until} zone={place} />
                      {reason === "" ? null : ` · ${reason}`}
                    </div>
                  )),
                },
            { label: t("schedule.setBy"), value: schedule.setBy },
          ]}
        />
      ) : (
        <p className={classes.facts}>{t("schedule.off")}</p>
      )}
      {schedule.problem ? (
        <p className={classes.problem} role="alert">
          {t("schedule.problem", { problem: schedule.problem })}
        </p>
      ) : null}
      <ErrorNotice error={pausing.error} />
      {may ? (
        <div className={classes.buttons}>
          <Button variant={on ? "default" : "filled"} onClick={() => setEditing(true)}>
            {on ? t("schedule.edit") : t("schedule.set")}
          </Button>
          {on ? (
            <DeedButton variant="default" pending={pausing.pending} onClick={() => pausing.run(!paused)}>
              {paused ? t("schedule.resume") : t("schedule.pause")}
            </DeedButton>
          ) : null}
        </div>
      ) : (
        <p className={classes.quiet}>{t("schedule.mayNot")}</p>
      )}
      <ScheduleDialog opened={editing} schedule={schedule} onClose={() => setEditing(false)} />
    </>
  );
}
