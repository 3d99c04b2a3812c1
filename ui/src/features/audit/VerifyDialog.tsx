import { Button, Group, Stack } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Fingerprint } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { SkeletonLines } from "@/components/StateViews";
import { WithTimes } from "@/components/Time";
import { ReadingProgress } from "@/features/jobs/ReadingProgress";
import { formatNumber } from "@/lib/format";
import { type AuditVerdict, core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import { AcceptDialog } from "./AcceptDialog";
import classes from "./Audit.module.css";

/** Checks the whole chain when it opens, and says what came of it in words. */
export function VerifyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("audit");
  const { t: common } = useTranslation();
  const { run, pending, answer, error, clear } = useCommand(() => core.verifyAudit(), {
    invalidates: [keys.audit.all, keys.dashboard],
  });
  const mayAccept = useMay("manage-vault");
  const [accepting, setAccepting] = useState(false);
  const [accepted, setAccepted] = useState<AuditVerdict | null>(null);
  useEffect(() => {
    setAccepted(null);
    if (opened) run(undefined);
    else clear();
  }, [opened, run, clear]);
  const verdict = accepted ?? answer;
  if (opened && accepting)
    return (
      <AcceptDialog
        restored={verdict?.intact === true}
        onClose={() => setAccepting(false)}
        onAccepted={(after) => {
          setAccepted(after);
          setAccepting(false);
        }}
      />
    );
  return (
    <Dialog opened={opened} onClose={onClose} title={t("verdict.title")} size={560}>
      <Stack gap="md" aria-live="polite">
        {pending ? (
          <>
            <p className={classes.text}>{t("verdict.working")}</p>
            <SkeletonLines lines={4} />
            <ReadingProgress kind="verify-audit" running={pending} />
          </>
        ) : null}
        {verdict && !pending ? <Verdict verdict={verdict} /> : null}
        <ErrorNotice error={error} />
        <Group justify="flex-end" gap="xs">
          {verdict?.acceptable && !pending && mayAccept ? (
            <Button variant="outline" color="harm" onClick={() => setAccepting(true)}>
              {t("accept.open")}
            </Button>
          ) : null}
          {verdict?.intact && verdict.anchor !== "keychain" && !pending && mayAccept ? (
            <Button variant="subtle" onClick={() => setAccepting(true)}>
              {t("accept.openRestored")}
            </Button>
          ) : null}
          <Button
            variant="default"
            disabled={pending}
            onClick={() => {
              setAccepted(null);
              run(undefined);
            }}
          >
            {t("verdict.again")}
          </Button>
          <Button variant="default" data-autofocus onClick={onClose}>
            {common("close")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function Verdict({ verdict }: { verdict: AuditVerdict }) {
  const { t } = useTranslation("audit");
  const Icon = verdict.intact ? IconCircleCheck : IconAlertTriangle;
  return (
    <>
      <p className={`${classes.verdict} ${verdict.intact ? classes.intact : classes.broken}`}>
        <Icon size={20} stroke={1.8} aria-hidden />
        {verdict.intact ? t("verdict.intact") : t("verdict.broken")}
      </p>
      <p className={classes.text}>
        <WithTimes text={verdict.message} />
      </p>
      <KeyValues
        items={[
          verdict.brokenAt ? { label: t("verdict.brokenAt"), value: verdict.brokenAt } : null,
          { label: t("verdict.events"), value: formatNumber(Number(verdict.events)) },
          { label: t("verdict.head"), value: <Fingerprint value={verdict.head} thing={t("verdict.headThing")} /> },
          {
            label: t("verdict.key"),
            value: (
              <>
                <Fingerprint value={verdict.publicKey} thing={t("verdict.keyThing")} />
                <p className={classes.seal}>{t("verdict.keyHint")}</p>
              </>
            ),
          },
          { label: t("verdict.anchor"), value: t(`verdict.anchors.${verdict.anchor}`) },
          verdict.intact ? null : { label: t("verdict.what"), value: t("verdict.whatText") },
        ]}
      />
    </>
  );
}
