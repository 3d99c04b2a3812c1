import { Button, NumberInput, Radio, Stack, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { formatNumber } from "@/lib/format";
import { type CertificateDetail, core, type RenewKey, type RenewRequest, type Selection } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./renewals.module.css";

/** What is renewed: one certificate that is looked at, or all that are ticked. */
export type Renewing =
  | { kind: "one"; certificate: CertificateDetail }
  | { kind: "many"; selection: Selection; count: number };

/** Renews a certificate, or many in a job. */
export function RenewDialog({ what, onClose }: { what: Renewing | null; onClose: (done: boolean) => void }) {
  const { t } = useTranslation("renewals");
  const title =
    what?.kind === "one"
      ? t("renew.title", { name: what.certificate.row.label })
      : t("renew.titleMany", { count: what?.count ?? 0, number: formatNumber(what?.count ?? 0) });
  return (
    <Dialog opened={what !== null} onClose={() => onClose(false)} size={560} title={title}>
      {what ? <RenewForm what={what} onClose={onClose} /> : null}
    </Dialog>
  );
}

function RenewForm({ what, onClose }: { what: Renewing; onClose: (done: boolean) => void }) {
  const { t } = useTranslation("renewals");
  const navigate = useNavigate();
  const dns = what.kind === "one" ? what.certificate.names.filter(({ kind }) => kind === "dns") : [];
  const before = dns.map(({ value }) => value).join("\n");
  const [key, setKey] = useState<RenewKey>("auto");
  const [days, setDays] = useState<number | string>("");
  const [names, setNames] = useState(before);
  const [old, setOld] = useState<"keep" | "revoke">("keep");
  const [hours, setHours] = useState<number | string>(168);
  // Made once per opened form: however often it is sent, it is renewed once.
  const [token] = useState(() => crypto.randomUUID());
  const renewing = useCommand(
    async (request: RenewRequest) => {
      if (what.kind === "many") return { job: await core.startRenewals(what.selection, request), renewed: null };
      return { job: null, renewed: await core.renewCertificate(what.certificate.row.id, request) };
    },
    {
      onDone: ({ renewed }) => {
        onClose(true);
        notifications.show({
          message: renewed ? t("renew.done", { name: renewed.row.label }) : t("renew.started"),
        });
        if (renewed) void navigate({ to: "/certificates", search: (now) => ({ ...now, id: renewed.row.id }) });
      },
      invalidates: [[...keys.certificates.all], [...keys.jobs.all], [...keys.renewals.all], [...keys.dashboard]],
    },
  );
  const changed = names.trim() !== before.trim();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        renewing.run({
          key,
          days: days === "" ? null : Number(days),
          revokeOldAfterHours: old === "revoke" ? Number(hours) || 0 : null,
          changes: {
            commonName: null,
            subjectRest: null,
            dns: changed ? names.split(/\s+/).filter((name) => name !== "") : null,
            ip: null,
            email: null,
            uri: null,
            algorithm: null,
          },
          token,
        });
      }}
    >
      <Stack gap="md">
        <p>{t("renew.text")}</p>
        <Radio.Group label={t("renew.key")} value={key} onChange={(value) => setKey(value as RenewKey)}>
          <Stack gap="xs" mt={4}>
            <Radio value="auto" label={t("renew.auto")} data-autofocus />
            <Radio value="new" label={t("renew.new")} />
            <Radio value="same" label={t("renew.same")} />
          </Stack>
        </Radio.Group>
        {dns.length > 0 ? (
          <Textarea
            label={t("renew.names")}
            description={t("renew.namesHint")}
            autosize
            minRows={2}
            maxRows={8}
            value={names}
            error={renewing.errorAt("dns")}
            onChange={(event) => setNames(event.currentTarget.value)}
          />
        ) : null}
        <NumberInput
          label={t("renew.days")}
          description={t("renew.daysHint")}
          min={1}
          allowDecimal={false}
          value={days}
          error={renewing.errorAt("days")}
          onChange={setDays}
        />
        <Radio.Group label={t("renew.old")} value={old} onChange={(value) => setOld(value as "keep" | "revoke")}>
          <Stack gap="xs" mt={4}>
            <Radio value="keep" label={t("renew.oldKeep")} />
            <Radio value="revoke" label={t("renew.oldRevoke")} />
          </Stack>
        </Radio.Group>
        {old === "revoke" ? (
          <NumberInput
            className={classes.hours}
            label={t("renew.oldHours")}
            min={0}
            allowDecimal={false}
            value={hours}
            error={renewing.errorAt("revokeOldAfterHours")}
            onChange={setHours}
          />
        ) : null}
        <ErrorNotice
          error={renewing.errorBeside("dns", "days", ...(old === "revoke" ? ["revokeOldAfterHours"] : []))}
          title={t("renew.failed")}
        />
        <DialogActions>
          <Button variant="default" onClick={() => onClose(false)}>
            {t("renew.cancel")}
          </Button>
          <DeedButton type="submit" pending={renewing.pending}>
            {t("renew.confirm")}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
