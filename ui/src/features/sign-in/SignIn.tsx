import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Seal } from "@/components/Seal";
import { core, type OpenVault } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";
import { rememberUser } from "./lastUser";
import { RecoveryForm } from "./RecoveryForm";
import classes from "./SignIn.module.css";
import { Upgrading } from "./Upgrading";
import { UsualWays } from "./UsualWays";

/** The locked vault: the keychain if it has a slot there, a passphrase, or else the recovery code. */
export function SignIn() {
  const { t } = useTranslation("signIn");
  const { t: common } = useTranslation();
  const state = useConsole();
  const client = useQueryClient();
  const title = state.vaultName ? t("titleNamed", { name: state.vaultName }) : t("title");
  const usual = state.slots.some(({ kind }) => kind === "passphrase" || kind === "keychain");
  const [recovering, setRecovering] = useState(!usual);
  const open = useCommand((request: OpenVault) => core.openVault(request), {
    onDone: ({ user }) => {
      rememberUser(user);
      notifications.hide("shut-out");
      void client.invalidateQueries({ queryKey: keys.console });
    },
    invalidates: [],
    atTheDoor: true,
  });
  useEffect(() => {
    document.title = `${title} · ${common("product")}`;
  }, [title, common]);
  return (
    <main className={classes.screen}>
      <div className={classes.panel}>
        <div className={classes.brand}>
          <Seal size={24} />
          {common("product")}
          {state.demo ? <span className={classes.demo}>{t("demo")}</span> : null}
        </div>
        <h1 className={classes.title}>{title}</h1>
        <p className={classes.text}>{state.demo ? t("demoHint") : t("locked")}</p>
        <Upgrading opening={open.pending} />
        {recovering ? <RecoveryForm open={open} /> : <UsualWays slots={state.slots} open={open} />}
        {usual ? (
          <button
            type="button"
            className={classes.switch}
            onClick={() => {
              open.clear();
              setRecovering(!recovering);
            }}
          >
            {recovering ? t("recoveryBack") : t("recoveryInstead")}
          </button>
        ) : (
          <p className={classes.text}>{t("noWay")}</p>
        )}
      </div>
      <footer className={classes.foot}>
        <span title={t("folder")}>{state.vaultPath}</span>
        <span>{t("version", { version: state.version })}</span>
      </footer>
    </main>
  );
}
