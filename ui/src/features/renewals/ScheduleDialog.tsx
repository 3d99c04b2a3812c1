import { ActionIcon, Button, MultiSelect, NumberInput, Stack, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { type Blackout, core, type ScheduleChange, type ScheduleView } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./renewals.module.css";

/** Sets the schedule of renewals. */
export function ScheduleDialog({
  opened,
  schedule,
  onClose,
}: {
  opened: boolean;
  schedule: ScheduleView;
  onClose: () => void;
}) {
  const { t } = useTranslation("renewals");
  return (
    <Dialog opened={opened} onClose={onClose} size={620} tall title={t("schedule.title")}>
      <ScheduleForm schedule={schedule} onClose={onClose} />
    </Dialog>
  );
}

/** A blackout while it is typed: moments as the field for them writes them, in UTC. */
type Typed = { key: string; from: string; until: string; reason: string };

const typed = (blackout: Blackout): Typed => ({
  key: crypto.randomUUID(),
  from: blackout.from.slice(0, 16),
  until: blackout.until.slice(0, 16),
  reason: blackout.reason,
});

function ScheduleForm({ schedule, onClose }: { schedule: ScheduleView; onClose: () => void }) {
  const { t } = useTranslation("renewals");
  const offered = useQuery({ queryKey: keys.profiles.list(false), queryFn: () => core.listProfiles(false) });
  const [when, setWhen] = useState(schedule.when);
  const [zone, setZone] = useState(schedule.zone);
  const [profiles, setProfiles] = useState<string[]>(schedule.profiles);
  const [spread, setSpread] = useState<number | string>(schedule.spreadMinutes);
  const [hours, setHours] = useState<number | string>(schedule.revokeOldAfterHours ?? "");
  const [blackouts, setBlackouts] = useState(() => schedule.blackouts.map(typed));
  const setting = useCommand((change: ScheduleChange) => core.setRenewalSchedule(change), {
    onDone: onClose,
    invalidates: [[...keys.renewals.all]],
  });
  const change = (key: string, part: Partial<Typed>) =>
    setBlackouts((now) => now.map((each) => (each.key === key ? { ...each, ...part } : each)));
  const whole = blackouts.every(({ from, until }) => from !== "" && until !== "");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!whole) return;
        setting.run({
          when,
          zone,
          profiles: profiles as ScheduleChange["profiles"],
          spreadMinutes: Number(spread) || 0,
          revokeOldAfterHours: hours === "" ? null : Number(hours),
          blackouts: blackouts.map(({ from, until, reason }) => ({
            from: `${from}:00Z`,
            until: `${until}:00Z`,
            reason,
          })),
        });
      }}
    >
      <Stack gap="md">
        <p>{t("schedule.inYourName")}</p>
        <TextInput
          label={t("schedule.when")}
          description={t("schedule.whenHint")}
          value={when}
          error={setting.errorAt("when")}
          data-autofocus
          onChange={(event) => setWhen(event.currentTarget.value)}
        />
        <TextInput
          label={t("schedule.zone")}
          description={t("schedule.zoneHint")}
          value={zone}
          error={setting.errorAt("zone")}
          onChange={(event) => setZone(event.currentTarget.value)}
        />
        <MultiSelect
          label={t("schedule.profiles")}
          description={t("schedule.profilesHint")}
          data={(offered.data ?? []).map(({ name, title }) => ({ value: name, label: title }))}
          value={profiles}
          error={setting.errorAt("profiles")}
          onChange={setProfiles}
        />
        <NumberInput
          className={classes.hours}
          label={t("schedule.spread")}
          suffix={t("schedule.spreadUnit")}
          min={0}
          max={1440}
          allowDecimal={false}
          value={spread}
          error={setting.errorAt("spreadMinutes")}
          onChange={setSpread}
        />
        <NumberInput
          label={t("schedule.oldHours")}
          min={0}
          allowDecimal={false}
          value={hours}
          error={setting.errorAt("revokeOldAfterHours")}
          onChange={setHours}
        />
        <div>
          <p className={classes.facts}>{t("schedule.blackoutsHint")}</p>
          {blackouts.map(({ key, from, until, reason }) => (
            <div key={key} className={classes.blackoutRow}>
              <TextInput
                type="datetime-local"
                label={t("schedule.from")}
                value={from}
                onChange={(event) => change(key, { from: event.currentTarget.value })}
              />
              <TextInput
                type="datetime-local"
                label={t("schedule.until")}
                value={until}
                onChange={(event) => change(key, { until: event.currentTarget.value })}
              />
              <TextInput
                label={t("schedule.reason")}
                value={reason}
                onChange={(event) => change(key, { reason: event.currentTarget.value })}
              />
              <ActionIcon
                variant="default"
                size={32}
                aria-label={t("schedule.removeBlackout")}
                onClick={() => setBlackouts((now) => now.filter((each) => each.key !== key))}
              >
                <IconX size={14} />
              </ActionIcon>
            </div>
          ))}
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() =>
              setBlackouts((now) => [...now, { key: crypto.randomUUID(), from: "", until: "", reason: "" }])
            }
          >
            {t("schedule.addBlackout")}
          </Button>
        </div>
        <ErrorNotice
          error={setting.errorBeside("when", "zone", "profiles", "spreadMinutes", "revokeOldAfterHours")}
          title={t("schedule.failed")}
        />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t("schedule.cancel")}
          </Button>
          <DeedButton type="submit" pending={setting.pending} disabled={!whole}>
            {t("schedule.save")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
