import { useQuery, useQueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ComponentProps, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { FirstRun } from "@/features/first-run/FirstRun";
import { SignIn } from "@/features/sign-in/SignIn";
import { onVaultLocked } from "@/lib/ipc";
import { consoleQuery } from "@/lib/session";
import { dropWhatWasRead, forgetEverything } from "./forget";
import classes from "./Gate.module.css";
import type { ConsoleRouter } from "./router";
import { useActivityNoted } from "./useActivityNoted";

/** Decides what may be seen: first run without a vault, sign-in while it is locked, the rooms once it is open. */
export function Gate({ router }: { router: ConsoleRouter }) {
  const { t } = useTranslation("shell");
  const client = useQueryClient();
  const query = useQuery(consoleQuery);
  const phase = query.data?.phase;
  // First run goes on after its vault was made, until the person leaves it or the vault locks.
  const [founding, setFounding] = useState(false);
  if (phase === "no-vault" && !founding) setFounding(true);
  if (phase === "locked" && founding) setFounding(false);

  // However it came to be locked: nothing of it stays. Once the rooms are gone, so that none asks again.
  useEffect(() => {
    if (phase === "locked") dropWhatWasRead(client);
  }, [phase, client]);
  useEffect(() => onVaultLocked(() => forgetEverything(client)), [client]);

  if (query.isError && !query.data) {
    return (
      <div className={classes.alone}>
        <Failure title={t("failedTitle")} error={query.error} hint="" onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (!query.data)
    return (
      <div className={classes.alone}>
        <SkeletonLines />
      </div>
    );
  if (founding) return <Founding onFinished={() => setFounding(false)} goTo={(to) => void router.navigate({ to })} />;
  if (phase === "locked") return <SignIn />;
  return <RouterProvider router={router} />;
}

/** First run, in which somebody is there as in the rooms: the vault is open from its second step on. */
function Founding(props: ComponentProps<typeof FirstRun>) {
  useActivityNoted();
  return <FirstRun {...props} />;
}
