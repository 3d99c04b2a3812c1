import { Button, NumberInput, Radio, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { core, type RenewKey, type RenewRequest, type Selection } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { typedNumber } from "@/lib/typedNumber";
import { OldCertificate } from "./OldCertificate";
import classes from "./renewals.module.css";

/** Renews many in a job: each keeps its names, and is checked like one that is issued. */
export function RenewManyForm({ selection, onClose }: { selection: Selection; onClose: (done: boolean) => void }) {
  const { t } = useTranslation(["renewals", "common"]);
  const [key, setKey] = useState<RenewKey>("auto");
  const [days, setDays] = useState<number | null>(null);
  const [hours, setHours] = useState<number | null>(null);
  // Made once per opened form: however often it is sent, one job is started.
  const [token] = useState(() => crypto.randomUUID());
  const starting = useCommand((request: RenewRequest) => core.startRenewals(selection, request), {
    onDone: () => {
      onClose(true);
      notifications.show({ message: t("renew.started") });
    },
    invalidates: [[...keys.jobs.all]],
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        starting.run({ key, days, revokeOldAfterHours: hours, token });
      }}
    >
      <Stack gap="md">
        <p>{t("renew.textMany")}</p>
        <Radio.Group label={t("renew.key")} value={key} onChange={(value) => setKey(value as RenewKey)}>
          <Stack gap="xs" mt={4}>
            <Radio value="auto" label={t("renew.auto")} data-autofocus />
            <Radio value="new" label={t("renew.new")} />
            <Radio value="same" label={t("renew.same")} />
          </Stack>
        </Radio.Group>
        <NumberInput
          className={classes.days}
          label={t("renew.days")}
          description={t("renew.daysHintMany")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          suffix={` ${t("renew.daysUnit")}`}
          placeholder={t("renew.daysBefore")}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          value={days ?? ""}
          error={starting.errorAt("days")}
          onChange={(value) => setDays(typedNumber(value))}
        />
        <OldCertificate hours={hours} onChange={setHours} error={starting.errorAt("revokeOldAfterHours")} />
        <ErrorNotice
          error={starting.errorBeside("days", ...(hours === null ? [] : ["revokeOldAfterHours"]))}
          title={t("renew.failed")}
        />
        <DialogActions>
          <Button variant="default" onClick={() => onClose(false)}>
            {t("common:cancel")}
          </Button>
          <DeedButton type="submit" pending={starting.pending}>
            {t("renew.confirm")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
