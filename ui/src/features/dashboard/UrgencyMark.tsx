import { IconAlertTriangleFilled, IconClockExclamation, IconClockPause, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Urgency } from "@/lib/ipc";
import classes from "./Dashboard.module.css";

const icons = {
  expired: IconAlertTriangleFilled,
  days7: IconClockExclamation,
  days30: IconClockPause,
  fine: IconInfoCircle,
} as const;

/** How urgent something is, by shape and colour and in words. */
export function UrgencyMark({ urgency }: { urgency: Urgency }) {
  const { t } = useTranslation("dashboard");
  const Icon = icons[urgency];
  return <Icon size={16} className={classes[urgency]} role="img" aria-label={t(`need.${urgency}`)} />;
}
