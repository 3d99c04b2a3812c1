import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Empty, Failure } from "@/components/StateViews";

/** A page that broke while drawing: the rest of the console stays. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("shell");
  return (
    <Page title={t("pageFailedTitle")}>
      <Failure error={error} onRetry={reset} />
    </Page>
  );
}

export function PageNotFound() {
  const { t } = useTranslation("shell");
  return (
    <Page title={t("notFoundTitle")}>
      <Empty title={t("notFoundTitle")} action={<Link to="/">{t("notFoundBack")}</Link>} />
    </Page>
  );
}
