import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PassphraseField } from "@/components/PassphraseField";
import type { CoreError } from "@/lib/ipc";
import classes from "./inspector.module.css";

/** Asks for the passphrase of something that can't be shown without it. */
export function Unlock({ error, onUnlock }: { error: CoreError | null; onUnlock: (passphrase: string) => void }) {
  const { t } = useTranslation("inspector");
  const [passphrase, setPassphrase] = useState("");
  return (
    <form
      className={classes.unlock}
      onSubmit={(event) => {
        event.preventDefault();
        if (passphrase === "") return;
        onUnlock(passphrase);
        setPassphrase("");
      }}
    >
      <PassphraseField
        className={classes.passphrase}
        label={t("passphrase")}
        description={t("locked")}
        value={passphrase}
        error={error?.message}
        onChange={(event) => setPassphrase(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={passphrase === ""}>
        {t("unlock")}
      </Button>
    </form>
  );
}
