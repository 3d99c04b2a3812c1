import { Checkbox, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { TagField } from "@/components/signing/TagField";
import { HandedOver } from "@/features/jobs/HandedOver";
import { formatNumber } from "@/lib/format";
import { core, type Environment, type MetadataReport, type Selection } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./BulkEditDialog.module.css";
import { changeOf, isChange, NOTHING_CHOSEN, type Records } from "./bulkEdit";
import { sayChanged } from "./changed";
import { useFacets } from "./useChipWords";

const ENVIRONMENTS: readonly Environment[] = ["production", "staging", "development"];

type Props = {
  selection: Selection;
  /** How many are selected, in the locale's form. */
  number: string;
  onClose: () => void;
};

/** Writes owner, environment, notes or tags of all that is ticked; what is not chosen stays as it is. */
export function BulkEditDialog({ opened, ...props }: Props & { opened: boolean }) {
  const { t } = useTranslation("certificates");
  return (
    <Dialog opened={opened} onClose={props.onClose} size={520} title={t("bulkEdit.title", { number: props.number })}>
      <BulkEditForm {...props} />
    </Dialog>
  );
}

function BulkEditForm({ selection, number, onClose }: Props) {
  const { t } = useTranslation(["certificates", "common"]);
  const [records, setRecords] = useState<Records>(NOTHING_CHOSEN);
  const known = useFacets().data?.tags.map(({ value }) => value);
  const set = (change: Partial<Records>) => setRecords((now) => ({ ...now, ...change }));
  const saving = useCommand(
    // Each press is a request of its own: it may write something else.
    (what: Records) => core.changeMetadataOfAll(selection, changeOf(what), crypto.randomUUID()),
    {
      onDone: (answer) => {
        if (answer.kind === "job") return;
        sayChanged(said(answer.report), answer.report);
        onClose();
      },
    },
  );
  const said = ({ changed, unchanged }: MetadataReport) => {
    const told = t("bulkEdit.changed", { count: changed, number: formatNumber(changed) });
    return unchanged > 0 ? `${told} ${t("bulkEdit.unchanged", { number: formatNumber(unchanged) })}` : told;
  };
  if (saving.answer?.kind === "job") return <HandedOver job={saving.answer.job} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.run(records);
      }}
    >
      <Stack gap="md">
        <p className={classes.done}>{t("bulkEdit.intro")}</p>
        <Choice
          name={t("drawer.owner")}
          chosen={records.ownerChosen}
          onChosen={(ownerChosen) => set({ ownerChosen })}
          hint={t("bulkEdit.emptyOwner")}
        >
          <TextInput
            aria-label={t("drawer.owner")}
            placeholder={t(records.ownerChosen ? "drawer.notSet" : "bulkEdit.stays")}
            value={records.owner}
            error={saving.errorAt("owner")}
            onChange={(event) => set({ owner: event.currentTarget.value, ownerChosen: true })}
            data-autofocus
          />
        </Choice>
        <Choice
          name={t("drawer.environment")}
          chosen={records.environmentChosen}
          onChosen={(environmentChosen) => set({ environmentChosen })}
          hint={t("bulkEdit.emptyEnvironment")}
        >
          <Select
            aria-label={t("drawer.environment")}
            placeholder={t(records.environmentChosen ? "drawer.notSet" : "bulkEdit.stays")}
            clearable
            data={ENVIRONMENTS.map((value) => ({ value, label: t(`common:environment.${value}`) }))}
            value={records.environment}
            error={saving.errorAt("environment")}
            onChange={(value) =>
              set({ environment: ENVIRONMENTS.find((each) => each === value) ?? null, environmentChosen: true })
            }
          />
        </Choice>
        <Choice
          name={t("drawer.notes")}
          chosen={records.notesChosen}
          onChosen={(notesChosen) => set({ notesChosen })}
          hint={t("bulkEdit.replacesNotes")}
        >
          <Textarea
            aria-label={t("drawer.notes")}
            placeholder={t(records.notesChosen ? "drawer.notSet" : "bulkEdit.stays")}
            value={records.notes}
            error={saving.errorAt("notes")}
            autosize
            minRows={2}
            maxRows={6}
            onChange={(event) => set({ notes: event.currentTarget.value, notesChosen: true })}
          />
        </Choice>
        <div className={classes.pair}>
          <TagField
            label={t("bulkEdit.addTags")}
            value={records.tagsAdded}
            onChange={(tagsAdded) => set({ tagsAdded })}
            data={known}
            placeholder={t("bulkEdit.stays")}
            error={saving.errorAt("tags")}
            blanks
          />
          <TagField
            label={t("bulkEdit.removeTags")}
            value={records.tagsRemoved}
            onChange={(tagsRemoved) => set({ tagsRemoved })}
            data={known}
            placeholder={t("bulkEdit.stays")}
            blanks
          />
        </div>
        <ErrorNotice error={saving.errorBeside("owner", "environment", "notes", "tags")} />
        <FormActions onCancel={onClose} pending={saving.pending} disabled={!isChange(records)}>
          {t("bulkEdit.save", { number })}
        </FormActions>
      </Stack>
    </form>
  );
}

/** One thing that can be written: a tick that says it will be, which typing sets too, and its field. */
function Choice({
  name,
  chosen,
  onChosen,
  hint,
  children,
}: {
  name: string;
  chosen: boolean;
  onChosen: (chosen: boolean) => void;
  /** What happens when the field is left empty. */
  hint: string;
  children: React.ReactNode;
}) {
  const { t } = useTranslation("certificates");
  return (
    <div>
      <Checkbox
        size="xs"
        mb={4}
        label={name}
        aria-label={t("bulkEdit.change", { name })}
        checked={chosen}
        onChange={(event) => onChosen(event.currentTarget.checked)}
      />
      {children}
      {chosen ? <p className={classes.hint}>{hint}</p> : null}
    </div>
  );
}
