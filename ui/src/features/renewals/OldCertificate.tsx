import { NumberInput, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { typedNumber } from "@/lib/typedNumber";
import classes from "./renewals.module.css";

/** A week: long enough to put the new one in place everywhere. */
const USUAL_HOURS = 168;

/** What becomes of the old certificate: null lets it expire, a number of hours has it revoked after them. */
export function OldCertificate({
  hours,
  onChange,
  error,
}: {
  hours: number | null;
  onChange: (hours: number | null) => void;
  error?: string;
}) {
  const { t } = useTranslation("renewals");
  // As it is typed: emptied, it stays empty until the next digit.
  const [typed, setTyped] = useState<number | string>(hours ?? USUAL_HOURS);
  return (
    <div>
      <Radio.Group
        label={t("renew.old")}
        value={hours === null ? "keep" : "revoke"}
        onChange={(value) => onChange(value === "revoke" ? (typedNumber(typed) ?? 0) : null)}
      >
        <Stack gap="xs" mt={4}>
          <Radio value="keep" label={t("renew.oldKeep")} />
          <Radio value="revoke" label={t("renew.oldRevoke")} />
        </Stack>
      </Radio.Group>
      {hours === null ? null : (
        <NumberInput
          className={classes.oldHours}
          label={t("renew.oldHours")}
          suffix={` ${t("renew.hoursUnit")}`}
          min={0}
          allowDecimal={false}
          allowNegative={false}
          value={typed}
          error={error}
          onChange={(value) => {
            setTyped(value);
            onChange(typedNumber(value) ?? 0);
          }}
        />
      )}
    </div>
  );
}
