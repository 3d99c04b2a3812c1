import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";

export function AppearanceTab() {
  const { t } = useTranslation("settings");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title={t("appearance.theme")} description={t("appearance.themeText")}>
      <SegmentedControl
        aria-label={t("appearance.theme")}
        data={(["light", "dark", "auto"] as const).map((value) => ({ value, label: t(`appearance.${value}`) }))}
        value={colorScheme}
        onChange={setColorScheme}
      />
    </Section>
  );
}
