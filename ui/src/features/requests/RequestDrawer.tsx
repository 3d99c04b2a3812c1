import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { KeyValues } from "@/components/KeyValues";
import { PemBlock } from "@/components/PemBlock";
import { Section } from "@/components/Section";
import { SideDrawer } from "@/components/SideDrawer";
import { Failure, SkeletonLines } from "@/components/StateViews";
import { NameList } from "@/components/signing/NameList";
import { Time } from "@/components/Time";
import { useAlgorithm } from "@/components/useAlgorithm";
import { readableName } from "@/lib/distinguishedName";
import { core, type RequestDetail } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import { AnswerDialog } from "./AnswerDialog";
import { ComparisonTable } from "./ComparisonTable";
import classes from "./requests.module.css";
import { SaveDialog } from "./SaveDialog";

/** One request beside the list: what it asks, to be handed on, and what came back. */
export function RequestDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation("requests");
  const query = useQuery({
    queryKey: keys.requests.one(id ?? ""),
    queryFn: () => core.request(id ?? ""),
    enabled: id !== undefined,
  });
  const request = query.data;
  return (
    <SideDrawer
      opened={id !== undefined}
      onClose={onClose}
      title={request?.label ?? t("loading")}
      subtitle={request ? t(request.certificateId === null ? "stateWaiting" : "stateAnswered", { id }) : null}
      footer={request ? <Actions request={request} onGone={onClose} /> : null}
    >
      {query.isError ? (
        <Failure error={query.error} title={t("failed")} onRetry={() => void query.refetch()} />
      ) : request === undefined ? (
        <SkeletonLines lines={10} />
      ) : (
        <Shown request={request} />
      )}
    </SideDrawer>
  );
}

function Shown({ request }: { request: RequestDetail }) {
  const { t } = useTranslation("requests");
  const algorithm = useAlgorithm();
  return (
    <>
      <div className={classes.facts}>
        <KeyValues
          items={[
            { label: t("column.subject"), value: readableName(request.subject) },
            { label: t("column.key"), value: algorithm(request.keyAlgorithm) },
            { label: t("column.made"), value: <Time at={request.createdAt} /> },
            { label: t("column.by"), value: request.createdBy },
            { label: t("cameBack"), value: request.answeredAt === null ? null : <Time at={request.answeredAt} /> },
            { label: t("notes"), value: request.notes },
          ]}
        />
      </div>
      {request.comparison === null ? (
        <Section title={t("asks")}>
          {request.names.length === 0 ? (
            <p className={classes.quiet}>{t("asksNoNames")}</p>
          ) : (
            <NameList names={request.names} />
          )}
        </Section>
      ) : (
        <Section title={t("comparison")}>
          <ComparisonTable items={request.comparison} />
        </Section>
      )}
      <Section title={t("pem")} description={request.certificateId === null ? t("pemHint") : undefined}>
        <PemBlock pem={request.pem} thing={t("pem")} />
      </Section>
    </>
  );
}

function Actions({ request, onGone }: { request: RequestDetail; onGone: () => void }) {
  const { t } = useTranslation("requests");
  const mayIssue = useMay("issue");
  const mayImport = useMay("import");
  const [doing, setDoing] = useState<"save" | "answer" | "delete" | null>(null);
  const deleting = useCommand((id: string) => core.deleteRequest(id), {
    onDone: () => {
      setDoing(null);
      onGone();
    },
  });
  const waits = request.certificateId === null;
  const close = () => setDoing(null);
  return (
    <>
      {waits && mayImport ? <Button onClick={() => setDoing("answer")}>{t("answer.action")}</Button> : null}
      {request.certificateId === null ? null : (
        <Button
          renderRoot={(props) => <Link to="/certificates" search={{ id: request.certificateId ?? "" }} {...props} />}
        >
          {t("openCertificate")}
        </Button>
      )}
      <Button variant="default" onClick={() => setDoing("save")}>
        {t("save.action")}
      </Button>
      {mayIssue ? (
        <Button variant="outline" color="harm" className={classes.harm} onClick={() => setDoing("delete")}>
          {t("delete.action")}
        </Button>
      ) : null}
      <SaveDialog request={doing === "save" ? request : null} onClose={close} />
      <AnswerDialog request={doing === "answer" ? request : null} onClose={close} />
      <ConfirmDialog
        opened={doing === "delete"}
        onClose={close}
        title={t("delete.title", { name: request.label })}
        confirm={t("delete.action")}
        onConfirm={() => deleting.run(request.id)}
        pending={deleting.pending}
        error={deleting.error}
        typeToConfirm={waits ? request.label : undefined}
      >
        <p className={classes.text}>{t(waits ? "delete.waiting" : "delete.answered")}</p>
      </ConfirmDialog>
    </>
  );
}
