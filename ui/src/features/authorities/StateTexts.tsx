import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconClockExclamation,
  IconLock,
  IconLockOpen,
  IconShieldLock,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CrlState, KeyState } from "@/lib/ipc";
import classes from "./authority.module.css";

const crlLook = {
  fresh: { Icon: IconCircleCheck, tone: "good" },
  "due-soon": { Icon: IconClock, tone: "soon" },
  overdue: { Icon: IconAlertTriangle, tone: "bad" },
  never: { Icon: IconClock, tone: "unknown" },
  "waiting-for-key": { Icon: IconClockExclamation, tone: "late" },
} as const;

const keyLook = {
  open: { Icon: IconShieldLock, tone: "unknown" },
  locked: { Icon: IconLock, tone: "unknown" },
  unlocked: { Icon: IconLockOpen, tone: "soon" },
} as const;

/** How an authority's CRL stands: an icon and its word. */
export function CrlStateText({ state }: { state: CrlState }) {
  const { t } = useTranslation("common");
  const { Icon, tone } = crlLook[state];
  return (
    <span className={classes.state}>
      <Icon size={14} className={classes[tone]} aria-hidden />
      {t(`crlState.${state}`)}
    </span>
  );
}

/** What a CRL of a kind is called. */
export function useCrlKind(): (kind: string) => string {
  const { t } = useTranslation("authorities");
  return (kind) => {
    const shard = kind.startsWith("shard-") ? kind.slice("shard-".length) : null;
    if (shard !== null) return t("kinds.shard", { number: shard });
    return KINDS.some((known) => known === kind) ? t(`kinds.${kind as (typeof KINDS)[number]}`) : kind;
  };
}

const KINDS = ["full", "delta", "key-compromise", "other-reasons"] as const;

/** How an authority's key is protected: an icon and its word. */
export function KeyStateText({ state }: { state: KeyState }) {
  const { t } = useTranslation("common");
  const { Icon, tone } = keyLook[state];
  return (
    <span className={classes.state}>
      <Icon size={14} className={classes[tone]} aria-hidden />
      {t(`keyState.${state}`)}
    </span>
  );
}
