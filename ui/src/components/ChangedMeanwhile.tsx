import { Alert, Stack } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CoreError } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { DeedButton } from "./DeedButton";
import { ErrorNotice } from "./ErrorNotice";

/**
 * Somebody else changed what this form changes, too: the field says who and to what. Looking anew brings in what they
 * wrote wherever nothing was typed, and leaves what was typed.
 */
export function ChangedMeanwhile({ error, onLook }: { error: CoreError | null; onLook: () => Promise<void> }) {
  const { t } = useTranslation();
  const looking = useCommand((_: undefined) => onLook(), { invalidates: [] });
  if (error?.code !== "changed_meanwhile") return null;
  return (
    <Alert color="gray" variant="light" icon={<IconUsers size={18} />} title={t("changedMeanwhile.title")} role="alert">
      <Stack gap="sm" align="flex-start">
        <span>{t("changedMeanwhile.text")}</span>
        <DeedButton
          type="button"
          variant="default"
          size="compact-sm"
          pending={looking.pending}
          onClick={() => looking.run(undefined)}
        >
          {t("changedMeanwhile.look")}
        </DeedButton>
        <ErrorNotice error={looking.error} />
      </Stack>
    </Alert>
  );
}

/** What a field says below its label: what somebody else wrote there, if that was looked at, else its hint. */
export function useTheirs() {
  const { t } = useTranslation();
  const said = (value: string | number | boolean | null) => {
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    return value === null || value === "" ? t("none") : value;
  };
  return (theirs: { value: string | number | boolean | null } | null, hint?: string) =>
    theirs ? t("changedMeanwhile.theirs", { value: said(theirs.value) }) : hint;
}
