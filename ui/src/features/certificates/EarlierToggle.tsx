import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import classes from "./CertificateTable.module.css";

/** How many versions a certificate has before it; pressed, they are shown under it. The grid's arrows do the same. */
export function EarlierToggle({
  count,
  unfolded,
  onToggle,
}: {
  count: number;
  unfolded: boolean;
  onToggle: () => void;
}) {
  const { t } = useTranslation("certificates");
  const Chevron = unfolded ? IconChevronDown : IconChevronRight;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes.earlier}
      aria-label={t("earlier.count", { count, number: formatNumber(count) })}
      aria-expanded={unfolded}
      title={t(unfolded ? "earlier.fold" : "earlier.unfold")}
      // The focus stays with the grid.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Chevron size={12} aria-hidden />
      {t("earlier.short", { number: formatNumber(count) })}
    </button>
  );
}
