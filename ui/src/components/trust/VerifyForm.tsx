import { Group, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { MomentField } from "@/components/MomentField";
import { formatUtc } from "@/lib/format";
import { core, type Purpose, type TrustSubject, type VerifyRequest } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { ownZone } from "@/lib/zonedTime";
import { Evidence } from "./Evidence";
import { TrustVerdictView } from "./TrustVerdictView";
import classes from "./trust.module.css";
import { questionOf, requestOf, trustsNothing, type VerifyQuestion } from "./verifyQuestion";
import { WhatIsTrusted } from "./WhatIsTrusted";

const PURPOSES: readonly Purpose[] = ["server", "client", "code-signing", "email", "timestamping"];

/** The fields whose refusals have a place of their own. */
const PLACES = ["trust", "host", "intermediate", "crl", "policies"];

/** The question, and below it the answer. */
export function VerifyForm({
  subject,
  host,
  purpose,
  ours = false,
}: {
  subject: TrustSubject;
  host?: string;
  purpose?: Purpose;
  ours?: boolean;
}) {
  const { t } = useTranslation("trust");
  const stores = useQuery({ queryKey: keys.trustStores, queryFn: () => core.listTrustStores() });
  const [question, setQuestion] = useState(() => questionOf(host ?? "", purpose ?? null, ours));
  const answer = useRef<HTMLDivElement>(null);
  const [wholeMoment, setWholeMoment] = useState(true);
  const set = (change: Partial<VerifyQuestion>) => setQuestion((now) => ({ ...now, ...change }));
  // Looking changes nothing, so that nothing is asked for again.
  const verifying = useCommand((request: VerifyRequest) => core.verifyCertificate(request), {
    invalidates: [],
    // The form is longer than a drawer: the answer comes into sight by itself.
    onDone: () => requestAnimationFrame(() => answer.current?.scrollIntoView({ block: "start" })),
  });
  // One that was removed meanwhile is not asked for.
  const kept = (stores.data ?? []).map(({ name }) => name);
  const asked = { ...question, trustStores: question.trustStores.filter((name) => kept.includes(name)) };
  const nothing = trustsNothing(asked);
  const request = requestOf(subject, asked);
  return (
    <form
      className={classes.form}
      aria-label={t("title")}
      onSubmit={(event) => {
        event.preventDefault();
        verifying.run(request);
      }}
    >
      <WhatIsTrusted question={asked} onChange={set} stores={stores.data ?? []} error={verifying.errorAt("trust")} />
      <div className={classes.fields}>
        <Select
          label={t("purpose.label")}
          placeholder={t("purpose.any")}
          clearable
          data={PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))}
          value={question.purpose}
          onChange={(value) => set({ purpose: PURPOSES.find((each) => each === value) ?? null })}
        />
        <TextInput
          label={t("host")}
          description={t("hostHelp")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          value={question.host}
          error={verifying.errorAt("host")}
          onChange={(event) => set({ host: event.currentTarget.value })}
        />
        <MomentField
          label={t("at")}
          description={question.at === null ? t("atHelp", { zone: ownZone() }) : formatUtc(question.at)}
          inputWrapperOrder={["label", "input", "description", "error"]}
          zone={ownZone()}
          value={question.at}
          onMoment={(at, whole) => {
            set({ at });
            setWholeMoment(whole);
          }}
        />
      </div>
      <Evidence question={question} onChange={set} errorAt={verifying.errorAt} />
      <ErrorNotice error={verifying.errorBeside(...PLACES)} />
      <Group gap={8}>
        <DeedButton type="submit" pending={verifying.pending} disabled={nothing || !wholeMoment}>
          {t("run")}
        </DeedButton>
        {nothing ? <span className={classes.quiet}>{t("nothingChosen")}</span> : null}
      </Group>
      <div aria-live="polite" ref={answer} className={classes.answer}>
        {verifying.answer && verifying.error === null ? (
          <>
            {verifying.answers(request) ? null : <p className={classes.outdated}>{t("outdated")}</p>}
            <TrustVerdictView verdict={verifying.answer} />
          </>
        ) : null}
      </div>
    </form>
  );
}
