import { Button } from "@mantine/core";
import { IconCircleCheck, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { Loaded } from "@/components/StateViews";
import { formatNumber } from "@/lib/format";
import { core, type Watching } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { RevokedElsewhereLink } from "./RevokedElsewhereLink";
import classes from "./status.module.css";
import { WatchingDialog } from "./WatchingDialog";

/** How often it is looked how many stand how, in milliseconds. */
const LOOK = 15_000;

/** Whether others are asked about the certificates that they issued, and what they said. */
export function WatchingPart() {
  const { t } = useTranslation("status");
  const may = useMay("manage-vault");
  const query = useQuery({ queryKey: keys.watching, queryFn: () => core.watching(), refetchInterval: LOOK });
  const [changing, setChanging] = useState(false);
  return (
    <Section
      title={t("watching.title")}
      description={t("watching.description")}
      action={
        may && query.data ? (
          <Button variant="default" aria-label={t("watching.changeLabel")} onClick={() => setChanging(true)}>
            {t("watching.change")}
          </Button>
        ) : undefined
      }
    >
      <Loaded query={query}>
        {(watching) => (
          <>
            <StateLine watching={watching} />
            <KeyValues items={facts(watching, t)} />
            <RevokedElsewhereLink count={watching.revoked} />
            <WatchingDialog settings={watching.settings} opened={changing} onClose={() => setChanging(false)} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function StateLine({ watching: { settings } }: { watching: Watching }) {
  const { t } = useTranslation("status");
  const Icon = settings.on ? IconCircleCheck : IconPlugConnectedX;
  return (
    <p className={`${classes.state} ${settings.on ? classes.ok : ""}`}>
      <Icon size={16} stroke={1.8} aria-hidden />
      {settings.on ? t("watching.on", { count: settings.hours }) : t("watching.off")}
    </p>
  );
}

function facts(watching: Watching, t: TFunction<"status">) {
  const { settings, good, revoked, unknown, unreachable, waiting } = watching;
  return [
    {
      label: t("watching.found"),
      value: t("watching.counts", {
        good: formatNumber(good),
        revoked: formatNumber(revoked),
        unknown: formatNumber(unknown),
      }),
    },
    {
      label: t("watching.unanswered"),
      value: t("watching.uncounted", { unreachable: formatNumber(unreachable), waiting: formatNumber(waiting) }),
    },
    settings.inside.length > 0
      ? { label: t("watching.inside"), value: <span className="mono">{settings.inside.join(", ")}</span> }
      : null,
  ];
}
