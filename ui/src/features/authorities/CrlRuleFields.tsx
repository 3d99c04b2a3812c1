import { Checkbox, NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTheirs } from "@/components/ChangedMeanwhile";
import type { CrlRules } from "@/lib/ipc";
import classes from "./authority.module.css";

/** Which CRLs an authority makes beside the full one, and when. */
export function CrlRuleFields({
  rules,
  onChange,
  errorAt,
  theirs = () => null,
}: {
  rules: CrlRules;
  onChange: (change: Partial<CrlRules>) => void;
  errorAt: (field: keyof CrlRules) => string | undefined;
  /** What somebody else wrote into a field meanwhile. */
  theirs?: (field: keyof CrlRules) => { value: string | number | boolean | null } | null;
}) {
  const { t } = useTranslation("authorities");
  const hint = useTheirs();
  const whole = (value: string | number) => (typeof value === "number" ? value : 0);
  return (
    <div className={classes.choices}>
      <Checkbox
        label={t("rules.partitioned")}
        description={hint(theirs("partitioned"), t("rules.partitionedHint"))}
        checked={rules.partitioned}
        error={errorAt("partitioned")}
        onChange={(event) => onChange({ partitioned: event.currentTarget.checked })}
      />
      <Checkbox
        label={t("rules.byReason")}
        description={hint(theirs("byReason"), t("rules.byReasonHint"))}
        checked={rules.byReason}
        error={errorAt("byReason")}
        onChange={(event) => onChange({ byReason: event.currentTarget.checked })}
      />
      <div className={classes.fields}>
        <NumberInput
          label={t("rules.deltaHours")}
          description={hint(theirs("deltaHours"), t("rules.deltaHoursHint"))}
          inputWrapperOrder={["label", "input", "description", "error"]}
          suffix={` ${t("rules.hoursSuffix")}`}
          value={rules.deltaHours || ""}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          error={errorAt("deltaHours")}
          onChange={(value) => onChange({ deltaHours: whole(value) })}
        />
        <NumberInput
          label={t("rules.overlapHours")}
          description={hint(theirs("overlapHours"), t("rules.overlapHoursHint"))}
          inputWrapperOrder={["label", "input", "description", "error"]}
          suffix={` ${t("rules.hoursSuffix")}`}
          value={rules.overlapHours ?? ""}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          error={errorAt("overlapHours")}
          onChange={(value) => onChange({ overlapHours: typeof value === "number" ? value : null })}
        />
        <NumberInput
          label={t("rules.batchSeconds")}
          description={hint(theirs("batchSeconds"), t("rules.batchSecondsHint"))}
          inputWrapperOrder={["label", "input", "description", "error"]}
          suffix={` ${t("rules.secondsSuffix")}`}
          value={rules.batchSeconds || ""}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          error={errorAt("batchSeconds")}
          onChange={(value) => onChange({ batchSeconds: whole(value) })}
        />
      </div>
    </div>
  );
}
