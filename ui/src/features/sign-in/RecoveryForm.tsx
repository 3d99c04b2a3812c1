import { Stack, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import type { Opening } from "./UsualWays";

export function RecoveryForm({ open }: { open: Opening }) {
  const { t } = useTranslation("signIn");
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.run({ user: null, method: { kind: "recovery", code } });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Textarea
          label={t("recovery")}
          description={t("recoveryHint")}
          classNames={{ input: "mono" }}
          autoFocus
          autosize
          minRows={2}
          spellCheck={false}
          autoComplete="off"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={open.errorAt("code")}
        />
        <ErrorNotice error={open.errorBeside("code")} />
        <DeedButton type="submit" fullWidth disabled={code.trim() === ""} pending={open.pending}>
          {t("recoveryOpen")}
        </DeedButton>
      </Stack>
    </form>
  );
}
