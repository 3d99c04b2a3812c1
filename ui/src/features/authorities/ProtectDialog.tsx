import { Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PassphrasePair } from "@/components/exporting/PassphrasePair";
import { FormActions } from "@/components/FormActions";
import { PassphraseField } from "@/components/PassphraseField";
import { type AuthorityDetail, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";

export type Protecting = "protect" | "change" | "unprotect";

const words = {
  protect: { title: "key.protectTitle", detail: "key.protectDetail", button: "key.set", done: "key.protected" },
  change: { title: "key.changeTitle", detail: "key.protectDetail", button: "key.changeNow", done: "key.changed" },
  unprotect: {
    title: "key.unprotectTitle",
    detail: "key.unprotectDetail",
    button: "key.removeNow",
    done: "key.removed",
  },
} as const;

/** Sets, changes or removes the passphrase of the key itself. Closed while `what` is null. */
export function ProtectDialog({
  authority,
  what,
  onClose,
}: {
  authority: AuthorityDetail;
  what: Protecting | null;
  onClose: () => void;
}) {
  const { t } = useTranslation(["authorities", "common"]);
  return (
    <Dialog
      opened={what !== null}
      onClose={onClose}
      size={520}
      title={what ? t(words[what].title, { name: authority.name }) : ""}
    >
      {what ? <ProtectForm authority={authority} what={what} onClose={onClose} /> : null}
    </Dialog>
  );
}

function ProtectForm({
  authority,
  what,
  onClose,
}: {
  authority: AuthorityDetail;
  what: Protecting;
  onClose: () => void;
}) {
  const { t } = useTranslation(["authorities", "common"]);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const hasOne = what !== "protect";
  const getsOne = what !== "unprotect";
  const protecting = useCommand(
    () => core.protectAuthority(authority.id, hasOne ? current : null, getsOne ? next : null),
    {
      onDone: () => {
        notifications.show({ message: t(words[what].done, { name: authority.name }) });
        onClose();
      },
    },
  );
  const ready = (!hasOne || current !== "") && (!getsOne || (next !== "" && next === again));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) protecting.run(undefined);
      }}
    >
      <Stack gap="md">
        <span>{t(words[what].detail)}</span>
        {hasOne ? (
          <PassphraseField
            label={t("key.current")}
            value={current}
            error={protecting.errorAt("current")}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            data-autofocus
          />
        ) : null}
        {getsOne ? (
          <PassphrasePair
            label={t("key.next")}
            again={t("key.again")}
            mismatch={t("key.mismatch")}
            value={next}
            repeated={again}
            onChange={setNext}
            onRepeat={setAgain}
            error={protecting.errorAt("next") ?? protecting.errorAt("passphrase")}
          />
        ) : null}
        <ErrorNotice error={protecting.errorBeside("current", ...(getsOne ? ["next", "passphrase"] : []))} />
        <FormActions onCancel={onClose} pending={protecting.pending} disabled={!ready}>
          {t(words[what].button)}
        </FormActions>
      </Stack>
    </form>
  );
}
