import { NumberInput, SimpleGrid, Stack, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { core, type StatusLimits, type StatusSettings } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";

type Count = Exclude<keyof StatusLimits, "proxies">;

const COUNTS: readonly Count[] = ["ocsp", "crl", "others", "connections", "perAddress", "seconds", "kibibytes"];

/** How much the service takes of one address and of all, and which proxies speak for others. */
export function LimitsDialog({
  settings,
  opened,
  onClose,
}: {
  settings: StatusSettings;
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("status");
  return (
    <Dialog title={t("limits.title")} opened={opened} onClose={onClose}>
      <Form settings={settings} onClose={onClose} />
    </Dialog>
  );
}

function Form({ settings, onClose }: { settings: StatusSettings; onClose: () => void }) {
  const { t } = useTranslation("status");
  const { t: common } = useTranslation();
  const [counts, setCounts] = useState<Record<Count, number | string>>(settings.limits);
  const [proxies, setProxies] = useState(settings.limits.proxies.join("\n"));
  const changing = useCommand((limits: StatusLimits) => core.changeStatusService({ ...settings, limits }), {
    onDone: () => {
      notifications.show({ message: t("limits.done") });
      onClose();
    },
  });
  const number = (count: Count) => Math.max(0, Math.trunc(Number(counts[count])));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        changing.run({
          ocsp: number("ocsp"),
          crl: number("crl"),
          others: number("others"),
          connections: number("connections"),
          perAddress: number("perAddress"),
          seconds: number("seconds"),
          kibibytes: number("kibibytes"),
          proxies: proxies.split(/[\s,]+/).filter((proxy) => proxy !== ""),
        });
      }}
    >
      <Stack gap="md">
        <SimpleGrid cols={2} spacing="md" verticalSpacing="md">
          {COUNTS.map((count) => (
            <NumberInput
              key={count}
              label={t(`limits.${count}`)}
              description={t(`limits.hint.${count}`)}
              value={counts[count]}
              min={0}
              allowDecimal={false}
              allowNegative={false}
              error={changing.errorAt(count)}
              onChange={(value) => setCounts({ ...counts, [count]: value })}
            />
          ))}
        </SimpleGrid>
        <Textarea
          label={t("limits.proxies")}
          description={t("limits.proxiesHint")}
          value={proxies}
          error={changing.errorAt("proxies")}
          autosize
          minRows={2}
          maxRows={6}
          spellCheck={false}
          onChange={(event) => setProxies(event.currentTarget.value)}
        />
        <ErrorNotice error={changing.errorBeside(...COUNTS, "proxies")} />
        <FormActions
          onCancel={onClose}
          pending={changing.pending}
          disabled={COUNTS.some((count) => String(counts[count]).trim() === "")}
        >
          {common("save")}
        </FormActions>
      </Stack>
    </form>
  );
}
