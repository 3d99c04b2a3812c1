import { useTranslation } from "react-i18next";
import { daysUntil, formatNumber, formatRelative } from "@/lib/format";
import type { Urgency } from "@/lib/ipc";
import { useNow } from "@/lib/useNow";
import { UrgencyText } from "./Standing";
import { Time } from "./Time";
import classes from "./ValidityBar.module.css";

const DAY = 86_400_000;
const MINUTE = 60_000;

/** From when until when something is valid, how much of that is spent, and how many days are left. */
export function ValidityBar({
  notBefore,
  notAfter,
  urgency,
}: {
  notBefore: string;
  notAfter: string;
  urgency: Urgency;
}) {
  const { t } = useTranslation("signing");
  const now = useNow();
  const from = Date.parse(notBefore);
  const until = Date.parse(notAfter);
  const spent = Math.min(1, Math.max(0, (now - from) / Math.max(1, until - from)));
  // As lists count them.
  const daysLeft = daysUntil(notAfter, now);
  const words =
    now >= until
      ? t("ended", { when: formatRelative(notAfter, now) })
      : now < from
        ? t("starts", { when: formatRelative(notBefore, now) })
        : until - now < DAY
          ? t("ends", { when: formatRelative(notAfter, Math.min(now, until - MINUTE)) })
          : t("left", {
              count: daysLeft,
              number: formatNumber(daysLeft),
              total: formatNumber(Math.max(daysLeft, Math.round((until - from) / DAY))),
            });
  return (
    <div>
      <div className={classes.ends}>
        <Time at={notBefore} style="date" />
        <span className={classes.middle}>
          <UrgencyText urgency={urgency}>{words}</UrgencyText>
        </span>
        <Time at={notAfter} style="date" />
      </div>
      <div className={classes.track} aria-hidden>
        <div className={`${classes.spent} ${classes[urgency] ?? ""}`} style={{ width: `${spent * 100}%` }} />
      </div>
    </div>
  );
}
