import {
  IconBroadcast,
  IconCertificate,
  IconClipboardList,
  IconFileText,
  IconKeyboard,
  IconLayoutDashboard,
  IconListDetails,
  IconLock,
  IconProgress,
  IconRefresh,
  IconScan,
  IconSettings,
  IconSitemap,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Seal } from "@/components/Seal";
import { useOpenJobs } from "@/features/jobs/useJobs";
import { currentCertificates } from "@/lib/filter";
import { formatNumber } from "@/lib/format";
import { core, type Session } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { openHelp } from "@/lib/surfaces";
import { useNow } from "@/lib/useNow";
import classes from "./Rail.module.css";

const rooms = [
  { to: "/", name: "dashboard", Icon: IconLayoutDashboard, needs: "view", keys: "G D" },
  { to: "/authorities", name: "authorities", Icon: IconSitemap, needs: "view", keys: "G A" },
  { to: "/certificates", name: "certificates", Icon: IconCertificate, needs: "view", keys: "G C" },
  { to: "/requests", name: "requests", Icon: IconFileText, needs: "view", keys: "G R" },
  { to: "/renewals", name: "renewals", Icon: IconRefresh, needs: "view", keys: "G W" },
  { to: "/status", name: "status", Icon: IconBroadcast, needs: "view", keys: "G T" },
  { to: "/jobs", name: "jobs", Icon: IconProgress, needs: "view", keys: "G J" },
  { to: "/inspector", name: "inspect", Icon: IconScan, needs: null, keys: "G I" },
  { to: "/profiles", name: "profiles", Icon: IconListDetails, needs: "view", keys: "G P" },
  { to: "/audit", name: "audit", Icon: IconClipboardList, needs: "read-audit", keys: "G L" },
  { to: "/settings", name: "settings", Icon: IconSettings, needs: "view", keys: "G S" },
] as const;

/** The rooms on the left, with how much is in them; below, whose vault this is and when it locks. */
export function Rail({
  session,
  demo,
  lastActivity,
  lock,
}: {
  session: Session;
  demo: boolean;
  lastActivity: React.RefObject<number>;
  lock: { run: (request: undefined) => void; pending: boolean };
}) {
  const { t } = useTranslation("shell");
  const { t: common } = useTranslation();
  const { t: jobs } = useTranslation("jobs");
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const certificates = useQuery({
    queryKey: keys.certificates.count(currentCertificates),
    queryFn: () => core.countCertificates(currentCertificates),
  });
  const running = useOpenJobs().data?.filter(({ state }) => state === "running").length ?? 0;
  const counts: Record<string, string | undefined> = {
    authorities: authorities.data && formatNumber(authorities.data.length),
    certificates: certificates.data && formatNumber(certificates.data.number) + (certificates.data.capped ? "+" : ""),
    jobs: running > 0 ? formatNumber(running) : undefined,
  };
  return (
    <nav className={classes.rail} aria-label={t("rooms")}>
      <div className={classes.brand}>
        <Seal />
        <span className={classes.wide}>{common("product")}</span>
        {demo ? <span className={classes.demo}>{t("demo")}</span> : null}
      </div>
      <ul className={classes.rooms}>
        {rooms
          .filter(({ needs }) => needs === null || session.permissions.includes(needs))
          .map(({ to, name, Icon, keys: shortcut }) => (
            <li key={to}>
              <Link
                to={to}
                className={classes.room}
                activeProps={{ className: classes.here, "aria-current": "page" }}
                activeOptions={{ exact: to === "/", includeSearch: false }}
                title={t("roomTitle", { room: t(name), shortcut })}
              >
                <Icon size={18} stroke={1.6} className={classes.icon} aria-hidden />
                <span className={classes.name}>{t(name)}</span>
                {counts[name] ? (
                  <span className={name === "jobs" ? `${classes.count} ${classes.running}` : classes.count}>
                    {counts[name]}
                    {name === "jobs" ? (
                      <span className="visually-hidden">{jobs("running", { count: running, number: "" })}</span>
                    ) : null}
                  </span>
                ) : null}
              </Link>
            </li>
          ))}
      </ul>
      <div className={classes.foot}>
        <div className={classes.vault} title={session.vaultPath}>
          {session.vaultName}
        </div>
        <div className={classes.who}>
          {session.user}
          <LocksIn minutes={session.idleLockMinutes} lastActivity={lastActivity} />
        </div>
        <div className={classes.buttons}>
          <button
            type="button"
            className={classes.small}
            onClick={() => lock.run(undefined)}
            disabled={lock.pending}
            title={t("lockNowTitle")}
          >
            <IconLock size={14} stroke={1.8} aria-hidden />
            <span className={classes.wide}>{t("lockNow")}</span>
          </button>
          <button type="button" className={classes.small} onClick={openHelp} title={t("helpButton")}>
            <IconKeyboard size={16} stroke={1.6} aria-hidden />
            <span className="visually-hidden">{t("helpButton")}</span>
          </button>
        </div>
      </div>
    </nav>
  );
}

/** How often the countdown is looked at, in milliseconds. */
const TICK = 20_000;

function LocksIn({ minutes, lastActivity }: { minutes: number; lastActivity: React.RefObject<number> }) {
  const { t } = useTranslation("shell");
  const now = useNow(TICK);
  if (minutes === 0) return null;
  const idle = now - lastActivity.current;
  // Rounded down, so as never to promise more than there is; what is shorter than a tick is no idling yet.
  const left = idle < TICK ? minutes : Math.floor(minutes - idle / 60_000);
  return (
    <span className={classes.countdown}>
      {" · "}
      {left < 1 ? t("locksSoon") : t("locksIn", { minutes: left })}
    </span>
  );
}
