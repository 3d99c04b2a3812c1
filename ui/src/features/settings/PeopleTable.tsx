import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Time } from "@/components/Time";
import { offerUndo } from "@/components/undo";
import { core, type Role, type User } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useSession } from "@/lib/session";
import { roles } from "./roles";
import classes from "./Settings.module.css";

const columns = ["name", "role", "opens", "since", "state"] as const;

export function PeopleTable({ users, mayManage }: { users: User[]; mayManage: boolean }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const me = useSession()?.user;
  const [disabling, setDisabling] = useState<User | null>(null);
  const setRole = useCommand(
    ({ name, role }: { name: string; role: Role; before: Role }) => core.setUserRole(name, role),
    {
      onDone: ({ name, role }, { before }) =>
        offerUndo(t("people.roleChanged", { name, role: common(`role.${role}`) }), () =>
          core.setUserRole(name, before),
        ),
    },
  );
  const setDisabled = useCommand(
    ({ name, disabled }: { name: string; disabled: boolean }) => core.setUserDisabled(name, disabled),
    {
      onDone: (_, { name, disabled }) => {
        setDisabling(null);
        offerUndo(t(disabled ? "people.disabledNow" : "people.enabledNow", { name }), () =>
          core.setUserDisabled(name, !disabled),
        );
      },
    },
  );
  const opens = (user: User) =>
    [user.hasKeychain && t("people.keychain"), user.hasPassphrase && t("people.passphrase")].filter(Boolean).join(", ");
  return (
    <>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {t(`people.column.${name}`)}
                </th>
              ))}
              <th scope="col">
                <span className="visually-hidden">{t("people.column.actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => {
              const changeable = mayManage && user.name !== me;
              return (
                <tr key={user.name} className={user.disabled ? classes.off : undefined}>
                  <td>
                    {user.name} {user.name === me ? <span className={classes.you}>({t("people.you")})</span> : null}
                  </td>
                  <td>
                    {changeable ? (
                      <Select
                        aria-label={t("people.roleOf", { name: user.name })}
                        size="xs"
                        w={136}
                        data={roles.map((value) => ({ value, label: common(`role.${value}`) }))}
                        value={user.role}
                        disabled={setRole.pending}
                        onChange={(role) =>
                          role && role !== user.role && setRole.run({ name: user.name, role, before: user.role })
                        }
                      />
                    ) : (
                      common(`role.${user.role}`)
                    )}
                  </td>
                  <td>{opens(user) || t("people.nothing")}</td>
                  <td>
                    <Time at={user.createdAt} style="date" />
                  </td>
                  <td>{user.disabled ? t("people.disabled") : t("people.active")}</td>
                  <td>
                    {!changeable ? null : user.disabled ? (
                      <Button
                        variant="subtle"
                        size="compact-xs"
                        aria-label={t("people.enableName", { name: user.name })}
                        onClick={() => setDisabled.run({ name: user.name, disabled: false })}
                      >
                        {t("people.enable")}
                      </Button>
                    ) : (
                      <Button
                        variant="subtle"
                        color="harm"
                        size="compact-xs"
                        aria-label={t("people.disableName", { name: user.name })}
                        onClick={() => setDisabling(user)}
                      >
                        {t("people.disable")}…
                      </Button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <ErrorNotice error={setRole.error ?? (disabling ? null : setDisabled.error)} />
      {disabling ? (
        <ConfirmDialog
          opened
          onClose={() => {
            setDisabled.clear();
            setDisabling(null);
          }}
          title={t("people.disableTitle", { name: disabling.name })}
          confirm={t("people.disableName", { name: disabling.name })}
          pending={setDisabled.pending}
          error={setDisabled.error}
          onConfirm={() => setDisabled.run({ name: disabling.name, disabled: true })}
        >
          <p className={classes.text}>{t("people.disableText", { name: disabling.name })}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
