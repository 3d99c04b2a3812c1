import { Button, Checkbox, NumberInput, Select, Textarea } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormFoot } from "@/components/FormFoot";
import { PathField } from "@/components/PathField";
import { Section } from "@/components/Section";
import { useDropClaim } from "@/lib/fileDrops";
import { type AuthoritySummary, core, type IssueRequest, type ProfileView, type SignRequests } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./requests.module.css";
import { SignedView } from "./SignedView";
import { ToSignItem } from "./ToSignItem";
import { useToSign } from "./useToSign";

const REQUEST_FILES = [{ name: "PKCS#10", extensions: ["csr", "req", "p10", "pem", "der"] }];

/** More than this are not drawn: who signs more does not read them one by one. */
const SHOWN = 200;

/** What signs them, which there are, and what each would become. */
export function SignForm({
  authorities,
  profiles,
}: {
  authorities: readonly AuthoritySummary[];
  profiles: readonly ProfileView[];
}) {
  const { t } = useTranslation(["requests", "issue", "common"]);
  const usual = authorities.find((each) => !each.isRoot && each.keyState !== "locked") ?? authorities[0];
  const [authority, setAuthority] = useState(usual?.id ?? "");
  const [profileName, setProfile] = useState(profiles[0]?.name);
  const [days, setDays] = useState<number | null>(null);
  const [allowDuplicate, setAllowDuplicate] = useState(false);
  const [pasted, setPasted] = useState("");
  const [path, setPath] = useState("");
  // Made once per opened form: however often it is sent, each request is signed once.
  const [token, setToken] = useState(() => crypto.randomUUID());
  const { items, remove, clear, readFiles, readText, reading, error } = useToSign();
  const drop = useMemo(
    () => ({ title: t("sign.drop"), hint: t("sign.dropHint"), take: (paths: string[]) => readFiles(paths) }),
    [t, readFiles],
  );
  useDropClaim(drop);
  const signing = useCommand((request: SignRequests) => core.signRequests(request));
  const profile = profiles.find((each) => each.name === profileName) ?? profiles[0];
  const ready = items.filter((item) => item.pem !== null);

  if (!profile) return null;
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
  const metadata = { owner: null, environment: null, notes: null };
  const common = { authority, profile: profile.name, days, metadata, allowDuplicate };
  const previewOf = (pem: string): IssueRequest => ({
    ...common,
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
    <form
      aria-label={t("sign.title")}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready.length === 0) return;
        signing.run({ ...common, requests: ready.flatMap(({ pem }) => (pem === null ? [] : [pem])), token });
      }}
    >
      <p className={classes.intro}>{t("sign.intro")}</p>
      <Section title={t("sign.requests")}>
        <Textarea
          label={t("sign.paste")}
          placeholder="-----BEGIN CERTIFICATE REQUEST-----"
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
          onPaste={(event) => {
            const text = event.clipboardData.getData("text/plain");
            if (pasted.trim() === "" && text.includes("-----BEGIN")) {
              event.preventDefault();
              readText(text);
            }
          }}
          autosize
          minRows={3}
          maxRows={8}
          spellCheck={false}
          className="mono-field"
        />
        {pasted.trim() === "" ? null : (
          <Button
            className={classes.below}
            variant="default"
            onClick={() => {
              readText(pasted);
              setPasted("");
            }}
          >
            {t("sign.add")}
          </Button>
        )}
        <div className={classes.below}>
          <PathField label={t("sign.file")} mode="open" filters={REQUEST_FILES} value={path} onChange={setPath}>
            <DeedButton
              variant="default"
              pending={reading}
              disabled={path.trim() === ""}
              onClick={() => {
                readFiles([path.trim()]);
                setPath("");
              }}
            >
              {t("sign.add")}
            </DeedButton>
          </PathField>
        </div>
        <ErrorNotice error={error} title={t("sign.unreadable")} />
      </Section>
      <Section title={t("issue:section.what")}>
        <div className={classes.pair}>
          <Select
            label={t("issue:authority")}
            data={authorities.map((each) => ({ value: each.id, label: each.name }))}
            value={authority}
            onChange={(chosen) => chosen && setAuthority(chosen)}
            error={signing.errorAt("authority")}
            allowDeselect={false}
          />
          <Select
            label={t("issue:profile")}
            data={profiles.map((each) => ({ value: each.name, label: each.title }))}
            value={profile.name}
            onChange={(chosen) => setProfile(profiles.find((each) => each.name === chosen)?.name ?? profile.name)}
            error={signing.errorAt("profile")}
            allowDeselect={false}
          />
          <NumberInput
            label={t("issue:days")}
            suffix={` ${t("issue:daysSuffix")}`}
            placeholder={t("sign.usualDays")}
            description={profile.hints.days}
            inputWrapperOrder={["label", "input", "description", "error"]}
            value={days ?? profile.defaultLifetime.days ?? ""}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            onChange={(value) => setDays(typeof value === "number" ? value : null)}
            error={signing.errorAt("days")}
          />
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
                request={item.pem === null ? null : previewOf(item.pem)}
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
        aside={t("sign.aside")}
        notice={<ErrorNotice error={signing.errorBeside("authority", "profile", "days")} title={t("sign.failed")} />}
      >
        <DeedButton type="submit" pending={signing.pending} disabled={ready.length === 0}>
          {t("sign.submit", { count: ready.length })}
        </DeedButton>
        <Button variant="default" disabled={items.length === 0} onClick={clear}>
          {t("sign.clear")}
        </Button>
      </FormFoot>
    </form>
  );
}
