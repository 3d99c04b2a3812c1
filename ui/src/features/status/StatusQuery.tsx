import { Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { KeyValues } from "@/components/KeyValues";
import { Time } from "@/components/Time";
import { core, type StatusAnswer } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./status.module.css";

/** Asks whether a certificate of the inventory is revoked: the vault for its own, else whoever issued it. */
export function StatusQuery() {
  const { t } = useTranslation("status");
  const [reference, setReference] = useState("");
  const asking = useCommand((what: string) => core.certificateStatus(what), { invalidates: [] });
  return (
    <form
      className={classes.query}
      aria-label={t("query.title")}
      onSubmit={(event) => {
        event.preventDefault();
        asking.run(reference.trim());
      }}
    >
      <Group gap={8} align="flex-end">
        <TextInput
          label={t("query.label")}
          value={reference}
          spellCheck={false}
          autoComplete="off"
          className={classes.reference}
          onChange={(event) => setReference(event.currentTarget.value)}
        />
        <DeedButton type="submit" variant="default" pending={asking.pending} disabled={reference.trim() === ""}>
          {t("query.ask")}
        </DeedButton>
      </Group>
      <ErrorNotice error={asking.error} />
      <div aria-live="polite">{asking.answer && asking.error === null ? <Said answer={asking.answer} /> : null}</div>
    </form>
  );
}

function Said({ answer }: { answer: StatusAnswer }) {
  const { t } = useTranslation("status");
  const { t: common } = useTranslation();
  return (
    <KeyValues
      items={[
        { label: t("query.certificate"), value: answer.certificate },
        {
          label: t("query.status"),
          value: (
            <span className={answer.status === "revoked" ? classes.failed : undefined}>
              {t(`said.${answer.status}`)}
              {answer.revokedAt === null ? null : (
                <>
                  {" · "}
                  <Time at={answer.revokedAt} />
                </>
              )}
              {answer.reason === null ? null : ` · ${common(`reason.${answer.reason}`)}`}
            </span>
          ),
        },
        { label: t("query.by"), value: t(`query.source.${answer.by}`, { signer: answer.signer, url: answer.url }) },
        { label: t("query.madeAt"), value: <Time at={answer.madeAt} style="exact" /> },
        answer.nextUpdate === null
          ? null
          : { label: t("query.nextUpdate"), value: <Time at={answer.nextUpdate} style="exact" /> },
      ]}
    />
  );
}
