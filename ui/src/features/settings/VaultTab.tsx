import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Copied } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { Loaded } from "@/components/StateViews";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useConsole, useMay } from "@/lib/session";
import { IntegrityCheck } from "./IntegrityCheck";
import { OutsideSection } from "./OutsideSection";
import { VaultForm } from "./VaultForm";

export function VaultTab() {
  const { t } = useTranslation("settings");
  const { session, version } = useConsole();
  const may = useMay("manage-vault");
  const settings = useQuery({ queryKey: keys.vault.settings, queryFn: () => core.settings() });
  return (
    <>
      <Section title={t("vault.about")}>
        <KeyValues
          items={
            session
              ? [
                  {
                    label: t("vault.path"),
                    value: <Copied value={session.vaultPath} thing={t("vault.pathThing")} />,
                  },
                  { label: t("vault.openedWith"), value: t(`vault.by.${session.openedWith}`) },
                  { label: t("vault.version"), value: version },
                ]
              : []
          }
        />
      </Section>
      <Section title={t("vault.form")} description={may ? undefined : t("readOnly")}>
        <Loaded query={settings}>{(data) => <VaultForm settings={data} readOnly={!may} />}</Loaded>
      </Section>
      <OutsideSection />
      {may ? (
        <Section title={t("vault.integrity")} description={t("vault.integrityText")}>
          <IntegrityCheck />
        </Section>
      ) : null}
    </>
  );
}
