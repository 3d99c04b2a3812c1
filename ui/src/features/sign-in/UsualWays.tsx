import { Select, Stack } from "@mantine/core";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PassphraseField } from "@/components/PassphraseField";
import type { OpenVault, Session, Slot } from "@/lib/ipc";
import type { useCommand } from "@/lib/query/useCommand";
import { useKeychain } from "@/lib/session";
import { lastUser } from "./lastUser";
import classes from "./SignIn.module.css";

export type Opening = ReturnType<typeof useCommand<OpenVault, Session>>;

const usersWith = (slots: Slot[], kind: Slot["kind"]) => [
  ...new Set(slots.filter((slot) => slot.kind === kind).map(({ user }) => user)),
];

export function UsualWays({ slots, open }: { slots: Slot[]; open: Opening }) {
  const { t } = useTranslation("signIn");
  // Until the keychain said otherwise, it may be tried.
  const keychain = useKeychain() ?? { available: true, explanation: null };
  const inKeychain = usersWith(slots, "keychain");
  const withPassphrase = usersWith(slots, "passphrase");
  const [user, setUser] = useState(() => {
    const last = lastUser();
    return last && withPassphrase.includes(last) ? last : (withPassphrase[0] ?? null);
  });
  const [passphrase, setPassphrase] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const keychainReady = inKeychain.length > 0 && keychain.available;
  // One stray Enter must not open what was locked: where there is a passphrase, it has the focus.
  const keychainFirst = keychainReady && withPassphrase.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.run({ user, method: { kind: "passphrase", passphrase } });
    // The field keeps what was typed: a slip is put right, not typed again.
    field.current?.focus();
  };
  return (
    <Stack gap="md">
      {keychainReady
        ? inKeychain.map((owner, n) => (
            <DeedButton
              key={owner}
              fullWidth
              data-autofocus={(n === 0 && keychainFirst) || undefined}
              autoFocus={n === 0 && keychainFirst}
              variant={n === 0 && keychainFirst ? "filled" : "default"}
              pending={open.pending && passphrase === ""}
              onClick={() => open.run({ user: owner, method: { kind: "keychain" } })}
            >
              {inKeychain.length > 1 ? t("keychainAs", { user: owner }) : t("keychain")}
            </DeedButton>
          ))
        : null}
      {keychainReady ? <p className={classes.hint}>{t("keychainHint")}</p> : null}
      {inKeychain.length > 0 && !keychain.available ? (
        <p className={classes.hint}>
          {t("keychainAway")} {keychain.explanation}
        </p>
      ) : null}
      <ErrorNotice error={open.errorBeside("passphrase", "user")} />
      {keychainReady && withPassphrase.length > 0 ? <div className={classes.or}>{t("or")}</div> : null}
      {withPassphrase.length > 0 ? (
        <form onSubmit={submit}>
          <Stack gap="sm">
            {withPassphrase.length > 1 ? (
              <Select
                label={t("user")}
                data={withPassphrase}
                value={user}
                onChange={setUser}
                error={open.errorAt("user")}
              />
            ) : null}
            <PassphraseField
              ref={field}
              label={t("passphrase")}
              autoFocus={!keychainFirst}
              autoComplete="current-password"
              value={passphrase}
              onChange={(event) => setPassphrase(event.currentTarget.value)}
              error={open.errorAt("passphrase")}
            />
            <DeedButton
              type="submit"
              variant={keychainFirst ? "default" : "filled"}
              disabled={passphrase === ""}
              pending={open.pending && passphrase !== ""}
              fullWidth
            >
              {t("open")}
            </DeedButton>
          </Stack>
        </form>
      ) : null}
    </Stack>
  );
}
