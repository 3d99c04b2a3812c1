import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";

export function NewAuthorityPage() {
  const { t } = useTranslation("authorities");
  return <Page title={t("title")}>{null}</Page>;
}
