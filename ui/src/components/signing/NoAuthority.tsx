import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/StateViews";
import { useMay } from "@/lib/session";

/** Nothing can be signed yet: what is missing, and the two ways to it, for who may go them. */
export function NoAuthority({ title, detail }: { title?: string; detail?: string }) {
  const { t } = useTranslation("signing");
  const mayManage = useMay("manage-authorities");
  return (
    <Empty
      title={title ?? t("noAuthority.title")}
      action={
        mayManage ? (
          <>
            <Button renderRoot={(props) => <Link to="/authorities/new" {...props} />}>{t("noAuthority.create")}</Button>
            <Button variant="default" renderRoot={(props) => <Link to="/authorities/import" {...props} />}>
              {t("noAuthority.import")}
            </Button>
          </>
        ) : null
      }
    >
      {detail ?? t("noAuthority.detail")}
    </Empty>
  );
}
