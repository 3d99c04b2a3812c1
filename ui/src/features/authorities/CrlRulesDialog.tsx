import { Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ChangedMeanwhile } from "@/components/ChangedMeanwhile";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { type AuthorityDetail, type CrlRules, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useEdited } from "@/lib/useEdited";
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
  const client = useQueryClient();
  const { seen, wanted, set, theirs, lookAnew } = useEdited(authority.crlRules);
  const changing = useCommand((to: CrlRules) => core.changeCrlRules(authority.id, seen, to), {
    onDone: () => {
      notifications.show({ message: t("rules.done", { name: authority.name }) });
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        changing.run(wanted);
      }}
    >
      <Stack gap="md">
        <CrlRuleFields rules={wanted} onChange={set} errorAt={changing.errorAt} theirs={theirs} />
        <ErrorNotice error={changing.errorBeside(...RULE_FIELDS)} />
        <ChangedMeanwhile
          error={changing.error}
          onLook={async () => {
            lookAnew((await core.authority(authority.id)).crlRules);
            changing.clear();
            await client.invalidateQueries();
          }}
        />
        <FormActions onCancel={onClose} pending={changing.pending}>
          {t("common:save")}
        </FormActions>
      </Stack>
    </form>
  );
}
