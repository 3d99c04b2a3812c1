import { Button, Group, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChangedMeanwhile, useTheirs } from "@/components/ChangedMeanwhile";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { KeyValues } from "@/components/KeyValues";
import { TagField } from "@/components/signing/TagField";
import { type CertificateDetail, core, type Environment, type Records as Kept } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import { useEdited } from "@/lib/useEdited";
import { sayChanged } from "../changed";
import { useFacets } from "../useChipWords";
import classes from "./drawer.module.css";

const ENVIRONMENTS: readonly Environment[] = ["production", "staging", "development"];

/** Owner, environment, tags and notes: kept beside the certificate, and changed in place. */
export function Records({ certificate }: { certificate: CertificateDetail }) {
  const { t } = useTranslation(["certificates", "common"]);
  const mayEdit = useMay("import");
  const [editing, setEditing] = useState(false);
  const { row, notes, tags } = certificate;
  const unset = <span className={classes.unset}>{t("drawer.notSet")}</span>;
  return (
    <section className={classes.part} aria-label={t("drawer.records")}>
      <div className={classes.head}>
        <h3 className={classes.heading}>{t("drawer.records")}</h3>
        {mayEdit && !editing ? (
          <Button variant="subtle" size="compact-sm" onClick={() => setEditing(true)}>
            {t("drawer.edit")}
          </Button>
        ) : null}
      </div>
      {editing ? (
        <RecordsForm certificate={certificate} onDone={() => setEditing(false)} />
      ) : (
        <KeyValues
          items={[
            { label: t("drawer.owner"), value: row.owner ?? unset },
            {
              label: t("drawer.environment"),
              value: row.environment ? t(`common:environment.${row.environment}`) : unset,
            },
            { label: t("drawer.tags"), value: tags.length > 0 ? <Tags tags={tags} /> : unset },
            { label: t("drawer.notes"), value: notes ? <span className={classes.notes}>{notes}</span> : unset },
          ]}
        />
      )}
    </section>
  );
}

/** Tags, each leading to all certificates that have it. */
function Tags({ tags }: { tags: readonly string[] }) {
  const { t } = useTranslation("certificates");
  return (
    <ul className={classes.tags}>
      {tags.map((tag) => (
        <li key={tag}>
          <Link
            to="/certificates"
            search={(now) => ({ ...now, filter: { tag } })}
            className={classes.tag}
            aria-label={t("drawer.allTagged", { tag })}
          >
            {tag}
          </Link>
        </li>
      ))}
    </ul>
  );
}

const recordsOf = ({ row: { owner, environment }, notes, tags }: CertificateDetail): Kept => ({
  owner,
  environment,
  notes,
  tags,
});

function RecordsForm({ certificate, onDone }: { certificate: CertificateDetail; onDone: () => void }) {
  const { t } = useTranslation(["certificates", "common"]);
  const { id } = certificate.row;
  const client = useQueryClient();
  const hint = useTheirs();
  const { seen, wanted, set, theirs, lookAnew } = useEdited(recordsOf(certificate));
  const known = useFacets().data?.tags.map(({ value }) => value);
  const saving = useCommand((to: Kept) => core.changeRecords(id, seen, to), {
    onDone: (report) => {
      sayChanged(t("drawer.saved"), report);
      onDone();
    },
  });
  const theirEnvironment = theirs("environment");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.run(wanted);
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t("drawer.owner")}
          description={hint(theirs("owner"))}
          value={wanted.owner ?? ""}
          error={saving.errorAt("owner")}
          onChange={(event) => set({ owner: event.currentTarget.value || null })}
          data-autofocus
        />
        <Select
          label={t("drawer.environment")}
          description={hint(
            theirEnvironment && {
              value: theirEnvironment.value && t(`common:environment.${theirEnvironment.value}`),
            },
          )}
          placeholder={t("drawer.notSet")}
          clearable
          data={ENVIRONMENTS.map((value) => ({ value, label: t(`common:environment.${value}`) }))}
          value={wanted.environment}
          error={saving.errorAt("environment")}
          onChange={(value) => set({ environment: ENVIRONMENTS.find((each) => each === value) ?? null })}
        />
        <TagField
          label={t("drawer.tags")}
          value={wanted.tags}
          onChange={(tags) => set({ tags })}
          data={known}
          placeholder={t("drawer.addTag")}
          error={saving.errorAt("tags")}
          blanks
        />
        <Textarea
          label={t("drawer.notes")}
          description={hint(theirs("notes"))}
          value={wanted.notes ?? ""}
          error={saving.errorAt("notes")}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => set({ notes: event.currentTarget.value || null })}
        />
        <ErrorNotice error={saving.errorBeside("owner", "environment", "notes", "tags")} />
        <ChangedMeanwhile
          error={saving.error}
          onLook={async () => {
            lookAnew(recordsOf(await core.certificate(id)));
            saving.clear();
            await client.invalidateQueries();
          }}
        />
        <Group gap={8}>
          <DeedButton type="submit" pending={saving.pending}>
            {t("drawer.save")}
          </DeedButton>
          <Button variant="default" onClick={onDone}>
            {t("common:cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
