import { NumberInput, Stack, Switch, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { core, type WatchSettings } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";

/** Whether and how often others are asked, and which of them may be inside. */
export function WatchingDialog({
  settings,
  opened,
  onClose,
}: {
  settings: WatchSettings;
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("status");
  return (
    <Dialog title={t("watching.title")} opened={opened} onClose={onClose}>
      <Form settings={settings} onClose={onClose} />
    </Dialog>
  );
}

function Form({ settings, onClose }: { settings: WatchSettings; onClose: () => void }) {
  const { t } = useTranslation("status");
  const { t: common } = useTranslation();
  const [on, setOn] = useState(settings.on);
  const [hours, setHours] = useState<number | string>(settings.hours);
  const [perHost, setPerHost] = useState<number | string>(settings.perHost);
  const [total, setTotal] = useState<number | string>(settings.total);
  const [inside, setInside] = useState(settings.inside.join("\n"));
  const changing = useCommand((change: WatchSettings) => core.changeWatching(change), {
    onDone: (watching) => {
      notifications.show({ message: t(watching.settings.on ? "watching.doneOn" : "watching.doneOff") });
      onClose();
    },
  });
  const number = (value: number | string) => Math.max(0, Math.trunc(Number(value)));
  const count = (field: "hours" | "perHost" | "total", value: number | string, set: (to: number | string) => void) => (
    <NumberInput
      label={t(`watching.${field}`)}
      value={value}
      min={1}
      allowDecimal={false}
      allowNegative={false}
      error={changing.errorAt(field)}
      onChange={set}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        changing.run({
          on,
          hours: number(hours),
          perHost: number(perHost),
          total: number(total),
          inside: inside.split(/[\s,]+/).filter((host) => host !== ""),
        });
      }}
    >
      <Stack gap="md">
        <Switch
          label={t("watching.switch")}
          description={t("watching.switchHint")}
          checked={on}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        {count("hours", hours, setHours)}
        {count("perHost", perHost, setPerHost)}
        {count("total", total, setTotal)}
        <Textarea
          label={t("watching.inside")}
          description={t("watching.insideHint")}
          value={inside}
          error={changing.errorAt("inside")}
          autosize
          minRows={2}
          maxRows={6}
          spellCheck={false}
          onChange={(event) => setInside(event.currentTarget.value)}
        />
        <ErrorNotice error={changing.errorBeside("hours", "perHost", "total", "inside")} />
        <FormActions onCancel={onClose} pending={changing.pending}>
          {common("save")}
        </FormActions>
      </Stack>
    </form>
  );
}
