import { Button, Checkbox, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormFoot } from "@/components/FormFoot";
import { Section } from "@/components/Section";
import { useDropClaim } from "@/lib/fileDrops";
import { formatNumber, joinPath } from "@/lib/format";
import {
  type AuthoritySummary,
  asCoreError,
  type BatchRequest,
  type BatchTemplate,
  chooseFilesToOpen,
  chooseFolder,
  choosePathToSave,
  core,
  type JobView,
  type ProfileView,
} from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";
import { BatchFindings } from "./BatchFindings";
import classes from "./batch.module.css";

/** The file, who signs it, what is wrong with it, and the button. */
export function BatchForm({
  authorities,
  profiles,
  onStarted,
}: {
  authorities: readonly AuthoritySummary[];
  profiles: readonly ProfileView[];
  onStarted: (job: JobView) => void;
}) {
  const { t } = useTranslation("batch");
  const usual = authorities.find(({ isRoot, keyState }) => !isRoot && keyState !== "locked") ?? authorities[0];
  const [path, setPath] = useState<string | null>(null);
  const [authority, setAuthority] = useState(usual?.id ?? null);
  const [profile, setProfile] = useState(profiles[0]?.name ?? null);
  const [allowDuplicates, setAllowDuplicates] = useState(false);
  const [skipFaulty, setSkipFaulty] = useState(false);
  // Made once per opened form: however often it is sent, one job is started.
  const [token] = useState(() => crypto.randomUUID());
  const request = useMemo<BatchRequest | null>(
    () =>
      path === null || authority === null || profile === null
        ? null
        : { path, authority, profile, allowDuplicates, skipFaulty: false, seen: null, token },
    [path, authority, profile, allowDuplicates, token],
  );
  const check = useQuery({
    queryKey: keys.previews("batch", request ?? {}),
    queryFn: () => core.checkBatch(request as BatchRequest),
    enabled: request !== null,
    // Reading thirty thousand rows is no glance: it is read again when somebody says so.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
    refetchOnWindowFocus: false,
  });
  const starting = useCommand((what: BatchRequest) => core.startBatch(what), {
    onDone: onStarted,
    invalidates: [[...keys.jobs.all]],
  });
  const found = check.isFetching || check.isError ? undefined : check.data;
  const ready = request !== null && found !== undefined && found.good > 0 && (found.faulty === 0 || skipFaulty);
  const take = (next: string | undefined | null) => {
    if (!next) return;
    setPath(next);
    setSkipFaulty(false);
  };
  useDropClaim(
    useMemo(
      () => ({
        title: t("file.dropTitle"),
        hint: t("file.dropHint"),
        take: (paths: string[]) => {
          if (paths[0]) setPath(paths[0]);
          setSkipFaulty(false);
        },
      }),
      [t],
    ),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && request && found) starting.run({ ...request, skipFaulty, seen: found.mark });
      }}
    >
      <Section title={t("file.title")} description={t("file.description")}>
        <p className={classes.path}>{path === null ? t("file.drop") : <span className="mono">{path}</span>}</p>
        <div className={classes.buttons}>
          <Button
            variant="default"
            data-autofocus
            onClick={() => void chooseFilesToOpen(t("file.choose")).then(([first]) => take(first))}
          >
            {t("file.choose")}
          </Button>
          <Button variant="default" onClick={() => void chooseFolder(t("file.folder")).then(take)}>
            {t("file.folder")}
          </Button>
        </div>
        <Templates />
      </Section>
      <Section title={t("who.title")}>
        <div className={classes.pair}>
          <Select
            label={t("who.authority")}
            data={authorities.map(({ id, name }) => ({ value: id, label: name }))}
            value={authority}
            onChange={(next) => next && setAuthority(next)}
          />
          <Select
            label={t("who.profile")}
            data={profiles.map(({ name, title }) => ({ value: name, label: title }))}
            value={profile}
            onChange={(next) => setProfile(profiles.find(({ name }) => name === next)?.name ?? profile)}
          />
        </div>
        <Checkbox
          className={classes.below}
          label={t("who.duplicates")}
          checked={allowDuplicates}
          onChange={(event) => setAllowDuplicates(event.currentTarget.checked)}
        />
      </Section>
      <Section
        title={t("check.title")}
        action={
          request === null ? null : (
            <Button variant="subtle" size="compact-sm" disabled={check.isFetching} onClick={() => void check.refetch()}>
              {t("check.again")}
            </Button>
          )
        }
      >
        <div aria-live="polite">
          {request === null ? (
            <p className={classes.quiet}>{t("check.waiting")}</p>
          ) : check.isFetching ? (
            <p className={classes.quiet}>{t("check.checking")}</p>
          ) : check.isError ? (
            <ErrorNotice error={asCoreError(check.error)} />
          ) : found ? (
            <BatchFindings check={found} skipFaulty={skipFaulty} onSkip={setSkipFaulty} />
          ) : null}
        </div>
      </Section>
      <FormFoot notice={<ErrorNotice error={starting.error} title={t("failed")} />}>
        <DeedButton type="submit" pending={starting.pending} disabled={!ready}>
          {found ? t("start", { count: found.good, number: formatNumber(found.good) }) : t("startNothing")}
        </DeedButton>
      </FormFoot>
    </form>
  );
}

function Templates() {
  const { t } = useTranslation("batch");
  const folder = useConsole().documentsFolder;
  const saving = useCommand(
    ({ form, path }: { form: BatchTemplate; path: string }) => core.saveBatchTemplate(form, path, true),
    {
      invalidates: [],
      onDone: ({ path }) => notifications.show({ message: t("file.templateSaved", { path }) }),
    },
  );
  const save = (form: BatchTemplate) =>
    void choosePathToSave(t("file.template"), joinPath(folder, `certificates.${form}`)).then(
      (path) => path && saving.run({ form, path }),
    );
  return (
    <div className={classes.buttons}>
      <span className={classes.quiet}>{t("file.template")}</span>
      <Button variant="subtle" size="compact-sm" onClick={() => save("csv")}>
        {t("file.csv")}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={() => save("xlsx")}>
        {t("file.xlsx")}
      </Button>
      <ErrorNotice error={saving.error} />
    </div>
  );
}
