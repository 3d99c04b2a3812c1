import { Button, Select, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { DialogActions } from "@/components/DialogActions";
import { ErrorNotice } from "@/components/ErrorNotice";
import { formatNumber } from "@/lib/format";
import type { CertificateRow, CoreError, RevocationPreview, RevocationReason } from "@/lib/ipc";
import { Consequences } from "./Consequences";
import classes from "./revoking.module.css";

/** The reasons of RFC 5280 §5.3.1 that an administrator gives, the frequent ones first. */
const REASONS: readonly RevocationReason[] = [
  "key-compromise",
  "superseded",
  "cessation-of-operation",
  "affiliation-changed",
  "privilege-withdrawn",
  "certificate-hold",
  "ca-compromise",
  "aa-compromise",
  "unspecified",
];

/** What would happen and why it should; the focus rests on Cancel. */
export function RevocationForm({
  preview,
  single,
  pending,
  error,
  reason,
  onReason,
  onRevoke,
  onClose,
}: {
  preview: RevocationPreview;
  single?: CertificateRow;
  pending: boolean;
  error: CoreError | null;
  reason: RevocationReason | null;
  onReason: (reason: RevocationReason | null) => void;
  onRevoke: (reason: RevocationReason) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(["certificates", "common"]);
  const [typed, setTyped] = useState("");
  const cancel = useRef<HTMLButtonElement>(null);
  // The dialog stands before its consequences are known: the focus comes when the buttons do.
  useEffect(() => cancel.current?.focus(), []);
  const revocable = preview.certificates - preview.alreadyRevoked - preview.notOurs;
  const hold = reason === "certificate-hold";
  const word = single ? single.label : String(revocable);
  const confirmed = hold || typed.trim() === word;
  if (revocable <= 0) {
    return (
      <Stack gap="md">
        <Consequences preview={preview} />
        <strong>{t("revoke.nothing")}</strong>
        <DialogActions>
          <Button variant="default" ref={cancel} onClick={onClose}>
            {t("revoke.close")}
          </Button>
        </DialogActions>
      </Stack>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (reason !== null && confirmed) onRevoke(reason);
      }}
    >
      <Stack gap="md">
        <Consequences preview={preview} single={single} hold={hold} />
        <Select
          label={t("revoke.reason")}
          placeholder={t("revoke.reasonPlaceholder")}
          data={REASONS.map((each) => ({ value: each, label: t(`common:reason.${each}`) }))}
          value={reason}
          onChange={(value) => onReason(REASONS.find((each) => each === value) ?? null)}
          renderOption={({ option }) => (
            <div>
              <div>{option.label}</div>
              <div style={{ color: "var(--ink-2)", fontSize: 12 }}>
                {t(`revoke.reasons.${option.value as RevocationReason}`)}
              </div>
            </div>
          )}
          maxDropdownHeight={360}
          description={reason ? t(`revoke.reasons.${reason}`) : undefined}
          inputWrapperOrder={["label", "input", "description", "error"]}
          error={error?.field === "reason" ? error.message : undefined}
        />
        {reason === null ? null : (
          <p className={hold ? classes.reversible : classes.irreversible}>
            {hold ? <IconInfoCircle size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
            {t(hold ? "revoke.reversible" : "revoke.irreversible")}
          </p>
        )}
        {hold || reason === null ? null : (
          <TextInput
            label={single ? t("revoke.typeName", { word }) : t("revoke.typeCount", { word })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <ErrorNotice error={error?.field === "reason" ? null : error} title={t("revoke.failed")} />
        <DialogActions>
          <Button variant="default" ref={cancel} disabled={pending} onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <DeedButton
            type="submit"
            variant="outline"
            color="harm"
            pending={pending}
            disabled={reason === null || !confirmed}
          >
            {hold
              ? single
                ? t("revoke.confirmHold")
                : t("revoke.confirmHoldMany", { count: revocable, number: formatNumber(revocable) })
              : single
                ? t("revoke.confirmOne")
                : t("revoke.confirmMany", { count: revocable, number: formatNumber(revocable) })}
          </DeedButton>
        </DialogActions>
      </Stack>
    </form>
  );
}
