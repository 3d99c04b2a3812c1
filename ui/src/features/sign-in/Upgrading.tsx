import { Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/lib/format";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import classes from "./SignIn.module.css";

/** How often it is asked how far it is, in milliseconds. */
const LOOK = 500;
/** What lasts no longer is over before anybody has read of it, in seconds. */
const SHORT = 1;

/**
 * While the vault opens: that an earlier version wrote it, and how far bringing it up to date is. Nothing where it only
 * opens.
 */
export function Upgrading({ opening }: { opening: boolean }) {
  const { t } = useTranslation("signIn");
  const { data: upgrade } = useQuery({
    queryKey: keys.upgrade,
    queryFn: () => core.vaultUpgrade(),
    enabled: opening,
    refetchInterval: LOOK,
    staleTime: 0,
    gcTime: 0,
  });
  if (!opening || !upgrade || upgrade.seconds < SHORT) return null;
  const { from, to, percent, seconds } = upgrade;
  const far = percent < 100 ? t("upgrade.percent", { number: formatNumber(percent) }) : t("upgrade.finishing");
  return (
    <section className={classes.upgrade}>
      <h2 className={classes.upgradeTitle} role="status">
        {t("upgrade.title")}
      </h2>
      <Progress.Root size={6} radius={3} transitionDuration={0}>
        <Progress.Section value={percent} color="accent" aria-label={t("upgrade.title")} aria-valuetext={far} />
      </Progress.Root>
      <div className={classes.upgradeNumbers}>
        <span>{far}</span>
        <span>{t("upgrade.since", { seconds: formatNumber(seconds) })}</span>
      </div>
      <p className={classes.upgradeText}>{t("upgrade.why", { from, to })}</p>
    </section>
  );
}
