import { Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { type AuthorityDetail, type CrlRules, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { CrlRuleFields } from "./CrlRuleFields";
import { RULE_FIELDS } from "./crlRules";

type Props = { authority: AuthorityDetail; onClose: () => void };

/** Changes which CRLs an authority makes, and when; what is due by that is made with it. */
export function CrlRulesDialog({ opened, ...props }: Props & { opened: boolean }) {
  const { t } = useTranslation("authorities");
  return (
    <Dialog
      opened={opened}
      onClose={props.onClose}
      size={640}
      tall
      title={t("rules.title", { name: props.authority.name })}
    >
      <RulesForm {...props} />
    </Dialog>
  );
}

function RulesForm({ authority, onClose }: Props) {
  const { t } = useTranslation(["authorities", "common"]);
  const [rules, setRules] = useState<CrlRules>(authority.crlRules);
  const changing = useCommand((what: CrlRules) => core.changeCrlRules(authority.id, what), {
    onDone: () => {
      notifications.show({ message: t("rules.done", { name: authority.name }) });
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        changing.run(rules);
      }}
    >
      <Stack gap="md">
        <CrlRuleFields
          rules={rules}
          onChange={(change) => setRules((now) => ({ ...now, ...change }))}
          errorAt={changing.errorAt}
        />
        <ErrorNotice error={changing.errorBeside(...RULE_FIELDS)} />
        <FormActions onCancel={onClose} pending={changing.pending}>
          {t("common:save")}
        </FormActions>
      </Stack>
    </form>
  );
}
