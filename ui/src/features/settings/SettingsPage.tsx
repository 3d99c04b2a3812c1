import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { AccessTab } from "./AccessTab";
import { AppearanceTab } from "./AppearanceTab";
import { PeopleTab } from "./PeopleTab";
import classes from "./Settings.module.css";
import { type SettingsTab, settingsTabs } from "./search";
import { VaultTab } from "./VaultTab";

export function SettingsPage() {
  const { t } = useTranslation("settings");
  const { tab = "vault" } = useSearch({ from: "/settings" });
  const navigate = useNavigate();
  return (
    <Page title={t("title")}>
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ to: "/settings", search: { tab: next as SettingsTab }, replace: true })}
        className={classes.tabs}
      >
        <Tabs.List>
          {settingsTabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="vault">
          <VaultTab />
        </Tabs.Panel>
        <Tabs.Panel value="access">
          <AccessTab />
        </Tabs.Panel>
        <Tabs.Panel value="people">
          <PeopleTab />
        </Tabs.Panel>
        <Tabs.Panel value="appearance">
          <AppearanceTab />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
