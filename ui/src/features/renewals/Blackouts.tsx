import { ActionIcon, Button, TextInput, Tooltip } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { MomentField } from "@/components/MomentField";
import { emptyBlackout, type TypedBlackout } from "./blackout";
import classes from "./renewals.module.css";

/** The times in which nothing is renewed by itself, in the time of the schedule's own place. */
export function Blackouts({
  blackouts,
  onChange,
  zone,
  error,
}: {
  blackouts: readonly TypedBlackout[];
  onChange: (blackouts: TypedBlackout[]) => void;
  zone: string;
  error?: string;
}) {
  const { t } = useTranslation("renewals");
  const change = (key: string, part: Partial<TypedBlackout>) =>
    onChange(blackouts.map((each) => (each.key === key ? { ...each, ...part } : each)));
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{t("schedule.blackouts")}</legend>
      <p className={classes.hint}>{t("schedule.blackoutsHint", { zone })}</p>
      {blackouts.map(({ key, from, until, reason }, index) => (
        <fieldset key={key} className={classes.blackoutRow} aria-label={t("schedule.blackout", { number: index + 1 })}>
          <MomentField
            label={t("schedule.from")}
            zone={zone}
            value={from}
            onMoment={(at) => change(key, { from: at })}
          />
          <MomentField
            label={t("schedule.until")}
            zone={zone}
            value={until}
            onMoment={(at) => change(key, { until: at })}
          />
          <TextInput
            label={t("schedule.reason")}
            value={reason}
            onChange={(event) => change(key, { reason: event.currentTarget.value })}
          />
          <Tooltip label={t("schedule.removeBlackout", { number: index + 1 })}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={t("schedule.removeBlackout", { number: index + 1 })}
              onClick={() => onChange(blackouts.filter((each) => each.key !== key))}
            >
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        </fieldset>
      ))}
      {error ? (
        <p className={classes.problem} role="alert">
          {error}
        </p>
      ) : null}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...blackouts, emptyBlackout()])}
      >
        {t("schedule.addBlackout")}
      </Button>
    </fieldset>
  );
}
