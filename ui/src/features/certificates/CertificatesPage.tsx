import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";

export function CertificatesPage() {
  const { t } = useTranslation("certificates");
  return <Page title={t("title")}>{null}</Page>;
}
