import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconClockExclamation,
  IconClockPause,
  IconHourglass,
  IconPlayerPause,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Standing, Urgency } from "@/lib/ipc";
import classes from "./Standing.module.css";

const statusLook = {
  active: { Icon: IconCircleCheck, tone: "plain" },
  "not-yet-valid": { Icon: IconHourglass, tone: "unknown" },
  expired: { Icon: IconAlertTriangle, tone: "expired" },
  "on-hold": { Icon: IconPlayerPause, tone: "days30" },
  revoked: { Icon: IconBan, tone: "expired" },
  "revoked-elsewhere": { Icon: IconBan, tone: "expired" },
} as const;

/** A certificate's status: an icon, its word, and a colour only when something is wrong. */
export function StatusText({ status }: { status: Standing }) {
  const { t } = useTranslation();
  const { Icon, tone } = statusLook[status];
  return (
    <span className={`${classes.standing} ${classes[tone]}`}>
      <Icon size={14} stroke={1.8} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
}

const urgencyIcon = { expired: IconAlertTriangle, days7: IconClockExclamation, days30: IconClockPause, fine: null };

/** Words in the colour of an urgency, usually "in 9 days"; with an icon unless `bare`. */
export function UrgencyText({ urgency, bare, children }: { urgency: Urgency; bare?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  const Icon = bare ? null : urgencyIcon[urgency];
  return (
    <span className={`${classes.standing} ${classes[urgency]}`}>
      {Icon ? <Icon size={14} stroke={1.8} aria-label={t(`urgency.${urgency}`)} role="img" /> : null}
      {children}
    </span>
  );
}
