import { Autocomplete, Button, MultiSelect, NumberInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import pills from "@/components/pills.module.css";
import { core, type ScheduleChange, type ScheduleView } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { typedNumber } from "@/lib/typedNumber";
import { isZone, ownZone, zones } from "@/lib/zonedTime";
import { Blackouts } from "./Blackouts";
import { type TypedBlackout, typedBlackouts, wholeBlackouts } from "./blackout";
import { NextRuns } from "./NextRuns";
import { OldCertificate } from "./OldCertificate";
import classes from "./renewals.module.css";
import { useNextRuns } from "./useNextRuns";

/** The fields whose refusals have a place of their own. */
const FIELDS = ["when", "zone", "profiles", "spreadMinutes", "revokeOldAfterHours", "blackouts"];

/** When the schedule runs, what it renews, what becomes of the old ones, and when it rests. */
export function ScheduleForm({ schedule, onClose }: { schedule: ScheduleView; onClose: () => void }) {
  const { t } = useTranslation(["renewals", "common"]);
  const offered = useQuery({ queryKey: keys.profiles.list(false), queryFn: () => core.listProfiles(false) });
  const [when, setWhen] = useState(schedule.when);
  const [zone, setZone] = useState(schedule.on ? schedule.zone : ownZone());
  const [profiles, setProfiles] = useState<string[]>(schedule.profiles);
  const [spread, setSpread] = useState<number | string>(schedule.spreadMinutes);
  const [hours, setHours] = useState(schedule.revokeOldAfterHours);
  const [blackouts, setBlackouts] = useState<TypedBlackout[]>(() => typedBlackouts(schedule.blackouts));
  const setting = useCommand((change: ScheduleChange) => core.setRenewalSchedule(change), {
    onDone: onClose,
    invalidates: [[...keys.renewals.all]],
  });
  const whole = wholeBlackouts(blackouts);
  const change: ScheduleChange = {
    when,
    zone,
    profiles,
    spreadMinutes: typedNumber(spread) ?? 0,
    revokeOldAfterHours: hours,
    blackouts: whole ?? [],
  };
  const { runs, refusal } = useNextRuns(change);
  const errorAt = (field: string) => setting.errorAt(field) ?? (refusal?.field === field ? refusal.message : undefined);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (whole) setting.run(change);
      }}
    >
      <Stack gap="md">
        <p>{t("schedule.inYourName")}</p>
        <div className={classes.pair}>
          <TextInput
            label={t("schedule.when")}
            description={t("schedule.whenHint")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={when}
            error={errorAt("when")}
            data-autofocus
            onChange={(event) => setWhen(event.currentTarget.value)}
          />
          <Autocomplete
            label={t("schedule.zone")}
            description={t("schedule.zoneHint")}
            inputWrapperOrder={["label", "input", "description", "error"]}
            data={zones()}
            limit={50}
            value={zone}
            error={errorAt("zone")}
            onChange={setZone}
          />
        </div>
        <NextRuns runs={runs} />
        <MultiSelect
          label={t("schedule.profiles")}
          description={t("schedule.profilesHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          placeholder={profiles.length === 0 ? t("schedule.usualProfiles") : undefined}
          data={(offered.data ?? []).map(({ name, title }) => ({ value: name, label: title }))}
          value={profiles}
          error={errorAt("profiles")}
          onChange={setProfiles}
          classNames={{ input: pills.input, inputField: pills.field }}
        />
        <NumberInput
          className={classes.spread}
          label={t("schedule.spread")}
          description={t("schedule.spreadHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          suffix={t("schedule.spreadUnit")}
          min={0}
          max={1440}
          allowDecimal={false}
          allowNegative={false}
          value={spread}
          error={errorAt("spreadMinutes")}
          onChange={setSpread}
        />
        <OldCertificate hours={hours} onChange={setHours} error={errorAt("revokeOldAfterHours")} />
        <Blackouts
          blackouts={blackouts}
          onChange={setBlackouts}
          zone={isZone(zone) ? zone : "UTC"}
          error={errorAt("blackouts")}
        />
        <ErrorNotice error={setting.errorBeside(...FIELDS)} title={t("schedule.failed")} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <DeedButton type="submit" pending={setting.pending} disabled={whole === null}>
            {t("schedule.save")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
