import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCircleCheck, IconClock, IconPlayerPause } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DeedButton } from "@/components/DeedButton";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sentence } from "@/components/Sentence";
import { Ahead, Relative } from "@/components/Time";
import { core, type PublicationState, type Target } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "../status.module.css";
import { PublicationsTable } from "./PublicationsTable";
import { EditTargetDialog } from "./TargetDialogs";

/** Each place with how it stands, when something was put there last, and when it is tried again. */
export function TargetsTable({
  targets,
  mayManage,
  mayPublish,
}: {
  targets: readonly Target[];
  mayManage: boolean;
  mayPublish: boolean;
}) {
  const { t } = useTranslation("status");
  const [shown, setShown] = useState<string | null>(null);
  const [removing, setRemoving] = useState<Target | null>(null);
  const [edited, setEdited] = useState<Target | null>(null);
  const open = targets.find(({ id }) => id === shown);
  const testing = useCommand(({ id }: Target) => core.testTarget(id), {
    onDone: ({ name }) => notifications.show({ message: t("targets.tested", { name }) }),
  });
  const pausing = useCommand(({ id, paused }: Target) => core.pauseTarget(id, !paused), {
    onDone: ({ name, paused }) =>
      notifications.show({ message: t(paused ? "targets.paused" : "targets.resumed", { name }) }),
  });
  const removal = useCommand(({ id }: Target) => core.removeTarget(id), {
    onDone: (_, { name }) => {
      setRemoving(null);
      notifications.show({ message: t("targets.removed", { name }) });
    },
  });
  return (
    <>
      <table className={classes.table} aria-label={t("targets.title")}>
        <thead>
          <tr>
            <th scope="col">{t("targets.name")}</th>
            <th scope="col">{t("targets.state")}</th>
            <th scope="col">{t("targets.last")}</th>
            <th scope="col">{t("targets.next")}</th>
            <th scope="col">
              <span className="visually-hidden">{t("targets.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {targets.map((target) => {
            const { id, name, kind, settings, paused } = target;
            // Nothing can be done with one that cannot be read but to remove it.
            const readable = kind !== null;
            const last = latest(target.publications.map(({ publishedAt }) => publishedAt));
            const next = earliest(target.publications.map(({ nextTry }) => nextTry));
            return (
              <tr key={id}>
                <td>
                  {readable ? (
                    <button type="button" className={classes.opener} onClick={() => setShown(id)}>
                      {name}
                    </button>
                  ) : (
                    name
                  )}
                  <div className={classes.address}>{readable ? settings.address : id}</div>
                </td>
                <td>
                  <TargetStanding target={target} />
                </td>
                <td>{last === null ? t("targets.never") : <Relative at={last} />}</td>
                <td>{next === null ? "–" : <Ahead at={next} due={t("targets.due")} />}</td>
                <td>
                  <Group gap={8} justify="flex-end" wrap="nowrap">
                    {mayPublish && readable ? (
                      <DeedButton
                        variant="default"
                        size="compact-sm"
                        aria-label={t("targets.testFor", { name })}
                        pending={testing.pending && testing.answers(target)}
                        onClick={() => testing.run(target)}
                      >
                        {t("targets.test")}
                      </DeedButton>
                    ) : null}
                    {mayManage && readable ? (
                      <>
                        <Button
                          variant="default"
                          size="compact-sm"
                          aria-label={t("targets.editFor", { name })}
                          onClick={() => setEdited(target)}
                        >
                          {t("targets.edit")}
                        </Button>
                        <DeedButton
                          variant="default"
                          size="compact-sm"
                          aria-label={t(paused ? "targets.resumeFor" : "targets.pauseFor", { name })}
                          pending={pausing.pending && pausing.answers(target)}
                          onClick={() => pausing.run(target)}
                        >
                          {t(paused ? "targets.resume" : "targets.pause")}
                        </DeedButton>
                      </>
                    ) : null}
                    {mayManage ? (
                      <Button
                        variant="default"
                        size="compact-sm"
                        aria-label={t("targets.removeFor", { name })}
                        onClick={() => setRemoving(target)}
                      >
                        {t("targets.remove")}
                      </Button>
                    ) : null}
                  </Group>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <ErrorNotice error={testing.error ?? pausing.error} />
      <Dialog
        title={open ? t("targets.files", { name: open.name }) : ""}
        opened={open !== undefined}
        onClose={() => setShown(null)}
        size={860}
        tall
      >
        {open ? <PublicationsTable target={open} /> : null}
      </Dialog>
      <EditTargetDialog target={edited} onClose={() => setEdited(null)} />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t("removeTarget.title", { name: removing?.name ?? "" })}
        confirm={t("removeTarget.confirm")}
        pending={removal.pending}
        error={removal.error}
        onConfirm={() => removing && removal.run(removing)}
      >
        {t("removeTarget.text")}
      </ConfirmDialog>
    </>
  );
}

/** How a place stands, with the first problem that there is. */
function TargetStanding({ target }: { target: Target }) {
  const problem = target.problem ?? target.publications.find((one) => one.problem !== null)?.problem ?? null;
  return (
    <>
      <Standing state={target.paused && target.kind !== null ? "paused" : target.state} />
      {problem === null ? null : (
        <div className={classes.address}>
          <Sentence text={problem} />
        </div>
      )}
    </>
  );
}

const marks = {
  current: { Icon: IconCircleCheck, tone: classes.ok },
  waiting: { Icon: IconClock, tone: undefined },
  failing: { Icon: IconAlertTriangle, tone: classes.failed },
  late: { Icon: IconAlertTriangle, tone: classes.failed },
  unreadable: { Icon: IconAlertTriangle, tone: classes.failed },
  paused: { Icon: IconPlayerPause, tone: undefined },
};

/** A state in a word, with its mark. */
export function Standing({ state }: { state: PublicationState | "paused" }) {
  const { t } = useTranslation("status");
  const { Icon, tone } = marks[state];
  return (
    <span className={`${classes.standing} ${tone ?? ""}`}>
      <Icon size={14} stroke={1.8} aria-hidden />
      {t(`targets.standing.${state}`)}
    </span>
  );
}

const moments = (all: readonly (string | null)[]) => all.filter((at): at is string => at !== null).sort();
const latest = (all: readonly (string | null)[]) => moments(all).at(-1) ?? null;
const earliest = (all: readonly (string | null)[]) => moments(all)[0] ?? null;
