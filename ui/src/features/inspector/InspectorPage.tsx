import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";

export function InspectorPage() {
  const { t } = useTranslation("inspector");
  return <Page title={t("title")}>{null}</Page>;
}
