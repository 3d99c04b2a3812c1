import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { agrees, NewPassphrase } from "@/components/NewPassphrase";
import { type AddUser, core, type Role } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { roles } from "./roles";
import classes from "./Settings.module.css";

export function AddPersonDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <Dialog opened={opened} onClose={onClose} title={t("addPerson.title")}>
      <AddPersonForm onClose={onClose} />
    </Dialog>
  );
}

function AddPersonForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const [typed, setTyped] = useState({ passphrase: "", repeat: "" });
  const add = useCommand((request: AddUser) => core.addUser(request), {
    onDone: (user) => {
      notifications.show({ message: t("addPerson.added", { name: user.name }) });
      onClose();
    },
  });
  const ready = name.trim() !== "" && agrees(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) add.run({ name: name.trim(), role, passphrase: typed.passphrase });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t("addPerson.name")}
          data-autofocus
          maxLength={64}
          value={name}
          error={add.errorAt("name") ?? add.errorAt("user")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t("addPerson.role")}
          description={t(`people.role.${role}`)}
          inputWrapperOrder={["label", "input", "description", "error"]}
          data={roles.map((value) => ({ value, label: common(`role.${value}`) }))}
          value={role}
          error={add.errorAt("role")}
          onChange={(next) => next && setRole(next)}
        />
        <NewPassphrase
          label={t("addPerson.passphrase")}
          typed={typed}
          onChange={setTyped}
          error={add.errorAt("passphrase")}
        />
        <p className={classes.text}>{t("addPerson.text")}</p>
        <ErrorNotice error={add.errorBeside("name", "user", "role", "passphrase")} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={add.pending}>
            {common("cancel")}
          </Button>
          <DeedButton type="submit" disabled={!ready} pending={add.pending}>
            {t("addPerson.add")}
          </DeedButton>
        </Group>
      </Stack>
    </form>
  );
}
