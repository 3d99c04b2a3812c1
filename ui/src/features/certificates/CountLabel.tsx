import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import type { Count } from "@/lib/ipc";
import classes from "./CertificatesPage.module.css";

/** How many the search finds; "10,000+" where counting further would keep one waiting. */
export function CountLabel({ count }: { count: Count | undefined }) {
  const { t } = useTranslation("certificates");
  return (
    <span className={classes.count} role="status">
      {count === undefined
        ? ""
        : count.capped
          ? t("countCapped", { number: formatNumber(count.number) })
          : t("count", { count: count.number, number: formatNumber(count.number) })}
    </span>
  );
}
