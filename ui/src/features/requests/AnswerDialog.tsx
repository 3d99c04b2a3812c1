import { Stack, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { PathField } from "@/components/PathField";
import { core, type RequestDetail } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";

type Answer = { kind: "text"; text: string } | { kind: "file"; path: string };

/** Takes in the certificate that came back, pasted or out of a file. Closed while `request` is null. */
export function AnswerDialog({ request, onClose }: { request: RequestDetail | null; onClose: () => void }) {
  const { t } = useTranslation("requests");
  return (
    <Dialog opened={request !== null} onClose={onClose} size={600} title={t("answer.title", { name: request?.label })}>
      {request ? <AnswerForm request={request} onClose={onClose} /> : null}
    </Dialog>
  );
}

function AnswerForm({ request, onClose }: { request: RequestDetail; onClose: () => void }) {
  const { t } = useTranslation(["requests", "common"]);
  const [text, setText] = useState("");
  const [path, setPath] = useState("");
  const taking = useCommand(
    (answer: Answer) =>
      answer.kind === "text"
        ? core.answerRequest(request.id, answer.text)
        : core.answerRequestFile(request.id, answer.path),
    {
      onDone: (answered) => {
        notifications.show({ message: t("answer.done", { name: answered.label }) });
        onClose();
      },
    },
  );
  const answer: Answer | null =
    text.trim() !== "" ? { kind: "text", text } : path.trim() !== "" ? { kind: "file", path: path.trim() } : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (answer) taking.run(answer);
      }}
    >
      <Stack gap="md">
        <Textarea
          label={t("answer.text")}
          description={t("answer.hint")}
          placeholder="-----BEGIN CERTIFICATE-----"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={taking.errorAt("certificate")}
          autosize
          minRows={6}
          maxRows={12}
          spellCheck={false}
          className="mono-field"
          data-autofocus
        />
        <PathField
          label={t("answer.file")}
          mode="open"
          value={path}
          onChange={(chosen) => {
            setPath(chosen);
            setText("");
          }}
          error={taking.errorAt("path")}
        />
        <ErrorNotice error={taking.errorBeside("certificate", "path")} title={t("answer.failed")} />
        <FormActions onCancel={onClose} pending={taking.pending} disabled={answer === null}>
          {t("answer.action")}
        </FormActions>
      </Stack>
    </form>
  );
}
