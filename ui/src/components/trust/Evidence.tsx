import { Button, Checkbox, Stack } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { FilesField } from "@/components/FilesField";
import { TagField } from "@/components/signing/TagField";
import classes from "./trust.module.css";
import { furtherAsked, type VerifyQuestion } from "./verifyQuestion";

/** What the answer may rest on beside what is trusted: CRLs, certificates in between, policies; the rarer folded away. */
export function Evidence({
  question,
  onChange,
  errorAt,
}: {
  question: VerifyQuestion;
  onChange: (change: Partial<VerifyQuestion>) => void;
  errorAt: (field: string) => string | undefined;
}) {
  const { t } = useTranslation("trust");
  const refused = ["intermediate", "crl", "policies"].some((field) => errorAt(field) !== undefined);
  const [opened, setOpened] = useState(false);
  const id = useId();
  const open = opened || refused;
  const asked = furtherAsked(question);
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <Checkbox
        label={t("crls")}
        description={t("crlsHelp")}
        checked={question.vaultCrls}
        onChange={(event) => onChange({ vaultCrls: event.currentTarget.checked })}
      />
      <Button
        className={classes.more}
        variant="subtle"
        size="compact-sm"
        leftSection={<Icon size={14} aria-hidden />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpened(!open)}
      >
        {asked > 0 && !open ? t("moreAsked", { count: asked }) : t("more")}
      </Button>
      <div id={id}>
        {open ? (
          <Stack gap={12} className={classes.evidence}>
            <FilesField
              label={t("crlFiles")}
              description={t("crlFilesHelp")}
              value={question.crlFiles}
              onChange={(crlFiles) => onChange({ crlFiles })}
              error={errorAt("crl")}
            />
            <Checkbox
              label={t("wholePath")}
              description={t("wholePathHelp")}
              checked={question.wholePath}
              onChange={(event) => onChange({ wholePath: event.currentTarget.checked })}
            />
            <FilesField
              label={t("intermediates")}
              description={t("intermediatesHelp")}
              value={question.intermediateFiles}
              onChange={(intermediateFiles) => onChange({ intermediateFiles })}
              error={errorAt("intermediate")}
            />
            <TagField
              label={t("policies")}
              description={t("policiesHelp")}
              placeholder="2.23.140.1.2.1"
              value={question.policies}
              onChange={(policies) => onChange({ policies })}
              error={errorAt("policies")}
            />
          </Stack>
        ) : null}
      </div>
    </div>
  );
}
