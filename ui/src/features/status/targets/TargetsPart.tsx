import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/Section";
import { Loaded, SkeletonLines } from "@/components/StateViews";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import classes from "../status.module.css";
import { AddTargetDialog } from "./TargetDialogs";
import { TargetsTable } from "./TargetsTable";

/** How often the places are looked at while somebody looks at them, in milliseconds. */
const LOOK = 3_000;

/** Where CRLs and authorities' certificates are published by themselves, and how that goes. */
export function TargetsPart() {
  const { t } = useTranslation("status");
  const mayManage = useMay("manage-targets");
  const mayPublish = useMay("publish-crl");
  const [adding, setAdding] = useState(false);
  const query = useQuery({ queryKey: keys.targets, queryFn: () => core.listTargets(), refetchInterval: LOOK });
  const publishing = useCommand(() => core.publishNow({ authority: null, target: null, due: false }), {
    onDone: (reports) => {
      const failed = reports.filter(({ problem }) => problem !== null).length;
      notifications.show(
        failed === 0
          ? { message: t("targets.published") }
          : { color: "harm", message: t("targets.notPublished", { failed, all: reports.length }) },
      );
    },
  });
  const some = (query.data?.length ?? 0) > 0;
  return (
    <Section
      title={t("targets.title")}
      description={t("targets.description")}
      action={
        <Group gap={8}>
          {mayPublish && some ? (
            <DeedButton variant="default" pending={publishing.pending} onClick={() => publishing.run(undefined)}>
              {t("targets.publish")}
            </DeedButton>
          ) : null}
          {mayManage ? (
            <Button variant="default" onClick={() => setAdding(true)}>
              {t("targets.add")}
            </Button>
          ) : null}
        </Group>
      }
    >
      <ErrorNotice error={publishing.error} />
      <Loaded query={query} skeleton={<SkeletonLines lines={3} height={20} />}>
        {(targets) =>
          targets.length === 0 ? (
            <p className={classes.quiet}>{t("targets.none")}</p>
          ) : (
            <TargetsTable targets={targets} mayManage={mayManage} mayPublish={mayPublish} />
          )
        }
      </Loaded>
      <AddTargetDialog opened={adding} onClose={() => setAdding(false)} />
    </Section>
  );
}
