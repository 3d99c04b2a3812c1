import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormFoot } from "@/components/FormFoot";
import { Section } from "@/components/Section";
import { useWhoSigns } from "@/components/signing/useWhoSigns";
import { WhoSigns } from "@/components/signing/WhoSigns";
import { useDropClaim } from "@/lib/fileDrops";
import { formatNumber } from "@/lib/format";
import { type AuthoritySummary, asCoreError, type BatchRequest, core, type JobView, type ProfileView } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { BatchFile } from "./BatchFile";
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
  // What stands in the field, and what of it was taken.
  const [typed, setTyped] = useState("");
  const [path, setPath] = useState<string | null>(null);
  const who = useWhoSigns(authorities, profiles);
  const { authority } = who;
  const profile = who.profile?.name ?? null;
  const [allowDuplicates, setAllowDuplicates] = useState(false);
  const [skipFaulty, setSkipFaulty] = useState(false);
  // Made once per opened form: however often it is sent, one job is started.
  const [token] = useState(() => crypto.randomUUID());
  const request = useMemo<BatchRequest | null>(
    () =>
      path === null || authority === "" || profile === null
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
  // What was typed since is not what was looked at.
  const looked = request !== null && found !== undefined && typed.trim() === path;
  const ready = looked && found.good > 0 && (found.faulty === 0 || skipFaulty);
  const refusal = check.isError ? asCoreError(check.error) : null;
  const unreadable = refusal?.field === "path" ? refusal.message : undefined;
  const take = useCallback((next: string | undefined | null) => {
    const chosen = next?.trim();
    if (!chosen) return;
    setTyped(chosen);
    setPath(chosen);
    setSkipFaulty(false);
  }, []);
  useDropClaim(
    useMemo(
      () => ({ title: t("file.dropTitle"), hint: t("file.dropHint"), take: ([first]: string[]) => take(first) }),
      [t, take],
    ),
  );
  return (
    <>
      <BatchFile typed={typed} taken={path} onTyped={setTyped} onTake={take} error={unreadable} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && request && found) starting.run({ ...request, skipFaulty, seen: found.mark });
        }}
      >
        <Section title={t("who.title")}>
          <div className={classes.pair}>
            <WhoSigns who={who} />
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
              <Button
                variant="subtle"
                size="compact-sm"
                disabled={check.isFetching}
                onClick={() => void check.refetch()}
              >
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
            ) : refusal ? (
              unreadable ? (
                <p className={classes.quiet}>{t("check.unreadable")}</p>
              ) : (
                <ErrorNotice error={refusal} />
              )
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
    </>
  );
}
