import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";

export function IssuePage() {
  const { t } = useTranslation("issue");
  return <Page title={t("title")}>{null}</Page>;
}
