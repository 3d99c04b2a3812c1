import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { Loaded } from "@/components/StateViews";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { AddPersonDialog } from "./AddPersonDialog";
import { PeopleTable } from "./PeopleTable";
import { roles } from "./roles";
import classes from "./Settings.module.css";

export function PeopleTab() {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const may = useMay("manage-users");
  const users = useQuery({ queryKey: keys.vault.users, queryFn: () => core.listUsers() });
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Section
        title={t("people.people")}
        description={t("people.peopleText")}
        action={
          may ? (
            <Button variant="default" onClick={() => setAdding(true)}>
              {t("people.add")}
            </Button>
          ) : null
        }
      >
        <Loaded query={users}>{(all) => <PeopleTable users={all} mayManage={may} />}</Loaded>
      </Section>
      <Section title={t("people.roles")}>
        <KeyValues items={roles.map((role) => ({ label: common(`role.${role}`), value: t(`people.role.${role}`) }))} />
        <p className={classes.text} style={{ marginTop: 12 }}>
          {t("people.limits")}
        </p>
      </Section>
      <AddPersonDialog opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}
