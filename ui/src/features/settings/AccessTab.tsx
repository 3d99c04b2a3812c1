import { Button, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/Section";
import { Loaded } from "@/components/StateViews";
import { core, type Slot } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useKeychain, useMay, useSession } from "@/lib/session";
import { PassphraseDialog } from "./PassphraseDialog";
import { RecoveryDialog } from "./RecoveryDialog";
import { RemoveSlotDialog } from "./RemoveSlotDialog";
import classes from "./Settings.module.css";
import { SlotTable } from "./SlotTable";

/** The vault's key slots: who opens it with what. */
export function AccessTab() {
  const { t } = useTranslation("settings");
  const slots = useQuery({ queryKey: keys.vault.slots, queryFn: () => core.listSlots() });
  return (
    <Section title={t("access.slots")} description={t("access.slotsText")}>
      <Loaded query={slots}>{(all) => <Slots slots={all} />}</Loaded>
    </Section>
  );
}

function Slots({ slots }: { slots: Slot[] }) {
  const { t } = useTranslation("settings");
  const session = useSession();
  const keychain = useKeychain() ?? { available: true, explanation: null };
  const mayManage = useMay("manage-vault");
  const [dialog, setDialog] = useState<"passphrase" | "recovery" | null>(null);
  const [removing, setRemoving] = useState<Slot | null>(null);
  const mine = slots.filter(({ user }) => user === session?.user);
  const hasPassphrase = mine.some(({ kind }) => kind === "passphrase");
  const addKeychain = useCommand(() => core.addKeychainSlot(), {
    onDone: () => notifications.show({ message: t("access.keychainAdded") }),
  });
  return (
    <>
      <SlotTable
        slots={slots}
        mayRemove={(slot) => slots.length > 1 && (mayManage || slot.user === session?.user)}
        onRemove={setRemoving}
      />
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => setDialog("passphrase")}>
          {hasPassphrase ? t("access.changePassphrase") : t("access.addPassphrase")}
        </Button>
        {mine.some(({ kind }) => kind === "keychain") ? null : (
          <Tooltip label={keychain.explanation} disabled={keychain.available} multiline w={280}>
            <DeedButton
              variant="default"
              disabled={!keychain.available}
              pending={addKeychain.pending}
              onClick={() => addKeychain.run(undefined)}
            >
              {t("access.addKeychain")}
            </DeedButton>
          </Tooltip>
        )}
        {mayManage ? (
          <Button variant="default" onClick={() => setDialog("recovery")}>
            {t("access.renewRecovery")}
          </Button>
        ) : null}
      </div>
      {keychain.available ? null : (
        <p className={classes.text} style={{ marginTop: 12 }}>
          {keychain.explanation}
        </p>
      )}
      <ErrorNotice error={addKeychain.error} />
      <PassphraseDialog
        opened={dialog === "passphrase"}
        onClose={() => setDialog(null)}
        changing={hasPassphrase}
        user={session?.user ?? ""}
      />
      <RecoveryDialog opened={dialog === "recovery"} onClose={() => setDialog(null)} />
      <RemoveSlotDialog slot={removing} others={slots.length - 1} onClose={() => setRemoving(null)} />
    </>
  );
}
