import { Button, Checkbox, NumberInput, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { EnvironmentSelect } from "@/components/EnvironmentSelect";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormFoot } from "@/components/FormFoot";
import { Section } from "@/components/Section";
import { useWhoSigns } from "@/components/signing/useWhoSigns";
import { WhoSigns } from "@/components/signing/WhoSigns";
import { useDropClaim } from "@/lib/fileDrops";
import {
  type AuthoritySummary,
  core,
  type Environment,
  type IssueRequest,
  type JobView,
  type ProfileView,
  type SignRequests,
} from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { typedNumber } from "@/lib/typedNumber";
import classes from "./requests.module.css";
import { SignedView } from "./SignedView";
import { TakeRequests } from "./TakeRequests";
import { ToSignItem } from "./ToSignItem";
import { useToSign } from "./useToSign";

/** More than this are not drawn: who signs more does not read them one by one. */
const SHOWN = 200;

/** From so many on they are signed in a job: nobody waits in front of a form for them. */
const IN_A_JOB = 50;

/** The fields that a refusal can belong to. */
const FIELDS = ["authority", "profile", "days", "owner", "environment"];

/** What signs them, which there are, and what each would become. */
export function SignForm({
  authorities,
  profiles,
  onStarted,
}: {
  authorities: readonly AuthoritySummary[];
  profiles: readonly ProfileView[];
  /** They are more than somebody waits for, and a job signs them. */
  onStarted: (job: JobView) => void;
}) {
  const { t } = useTranslation(["requests", "issue", "common"]);
  const who = useWhoSigns(authorities, profiles);
  const { authority, profile } = who;
  const [days, setDays] = useState<number | null>(null);
  const [owner, setOwner] = useState("");
  const [environment, setEnvironment] = useState<Environment | null>(null);
  const [allowDuplicate, setAllowDuplicate] = useState(false);
  // Made once per opened form: however often it is sent, each request is signed once.
  const [token, setToken] = useState(() => crypto.randomUUID());
  const { items, remove, clear, readFiles, readText, reading, error } = useToSign();
  const drop = useMemo(
    () => ({ title: t("sign.drop"), hint: t("sign.dropHint"), take: (paths: string[]) => readFiles(paths) }),
    [t, readFiles],
  );
  useDropClaim(drop);
  const signing = useCommand((request: SignRequests) => core.signRequests(request));
  const starting = useCommand((request: SignRequests) => core.startSigning(request), {
    onDone: onStarted,
    invalidates: [[...keys.jobs.all]],
  });
  const ready = items.flatMap(({ pem }) => (pem === null ? [] : [pem]));
  const inAJob = ready.length >= IN_A_JOB;
  const { run, pending, errorAt, errorBeside } = inAJob ? starting : signing;

  if (signing.answer) {
    return (
      <SignedView
        report={signing.answer}
        onMore={() => {
          signing.clear();
          clear();
          setToken(crypto.randomUUID());
        }}
      />
    );
  }
  const metadata = { owner: owner.trim() || null, environment, notes: null };
  // A profile that counts in hours has a lifetime of its own.
  const inHours = profile?.defaultLifetime.hours !== undefined;
  const common = { authority, days: inHours ? null : days, metadata, allowDuplicate };
  const previewOf = (pem: string, by: ProfileView): IssueRequest => ({
    ...common,
    profile: by.name,
    key: { kind: "csr", pem },
    commonName: "",
    subjectRest: null,
    dns: [],
    ip: [],
    email: [],
    uri: [],
    hours: null,
    until: null,
    overrideLint: [],
    token: "",
  });
  return (
    <>
      <p className={classes.intro}>{t("sign.intro")}</p>
      <Section title={t("sign.requests")}>
        <div className={classes.fields}>
          <TakeRequests onText={readText} onFiles={readFiles} reading={reading} />
        </div>
        <ErrorNotice error={error} title={t("sign.unreadable")} />
      </Section>
      <form
        aria-label={t("sign.title")}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready.length > 0 && profile) run({ ...common, profile: profile.name, requests: ready, token });
        }}
      >
        <Section title={t("issue:section.what")}>
          <div className={`${classes.pair} ${classes.fields}`}>
            <WhoSigns who={who} errorAt={errorAt} />
            {profile && !inHours ? (
              <NumberInput
                label={t("issue:days")}
                suffix={` ${t("issue:daysSuffix")}`}
                description={profile.hints.days}
                inputWrapperOrder={["label", "input", "description", "error"]}
                value={days ?? profile.defaultLifetime.days ?? ""}
                min={1}
                allowDecimal={false}
                allowNegative={false}
                onChange={(value) => setDays(typedNumber(value))}
                error={errorAt("days")}
              />
            ) : null}
          </div>
          {profile && inHours ? (
            <p className={classes.quiet}>
              {t("sign.hours", { count: profile.defaultLifetime.hours })} {profile.hints.days}
            </p>
          ) : null}
          <div className={`${classes.pair} ${classes.fields}`}>
            <TextInput
              label={t("issue:owner")}
              description={t("issue:ownerHint")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              value={owner}
              onChange={(event) => setOwner(event.currentTarget.value)}
              error={errorAt("owner")}
            />
            <EnvironmentSelect value={environment} onChange={setEnvironment} error={errorAt("environment")} />
          </div>
          <Checkbox
            className={classes.below}
            label={t("sign.duplicates")}
            checked={allowDuplicate}
            onChange={(event) => setAllowDuplicate(event.currentTarget.checked)}
          />
        </Section>
        <Section title={t("sign.count", { count: ready.length })}>
          {items.length === 0 ? (
            <p className={classes.quiet}>{t("sign.none")}</p>
          ) : (
            <ul className={classes.toSign}>
              {items.slice(0, SHOWN).map((item) => (
                <ToSignItem
                  key={item.key}
                  item={item}
                  request={item.pem === null || profile === null ? null : previewOf(item.pem, profile)}
                  onRemove={() => remove(item.key)}
                />
              ))}
            </ul>
          )}
          {items.length > SHOWN ? (
            <p className={classes.quiet}>{t("sign.moreItems", { count: items.length - SHOWN })}</p>
          ) : null}
        </Section>
        <FormFoot
          aside={t(inAJob ? "sign.asideJob" : "sign.aside")}
          notice={<ErrorNotice error={errorBeside(...FIELDS)} title={t("sign.failed")} />}
        >
          <DeedButton type="submit" pending={pending} disabled={ready.length === 0 || profile === null}>
            {t("sign.submit", { count: ready.length })}
          </DeedButton>
          <Button variant="default" disabled={items.length === 0} onClick={clear}>
            {t("sign.clear")}
          </Button>
        </FormFoot>
      </form>
    </>
  );
}
