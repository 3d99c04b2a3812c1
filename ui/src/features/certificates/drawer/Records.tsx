import { Button, Group, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { KeyValues } from "@/components/KeyValues";
import { type CertificateDetail, core, type Environment, type Metadata } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useMay } from "@/lib/session";
import classes from "./drawer.module.css";

const ENVIRONMENTS: readonly Environment[] = ["production", "staging", "development"];

/** Owner, environment and notes: kept beside the certificate, and changed in place. */
export function Records({ certificate }: { certificate: CertificateDetail }) {
  const { t } = useTranslation(["certificates", "common"]);
  const mayEdit = useMay("issue");
  const [editing, setEditing] = useState(false);
  const { row, notes } = certificate;
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
            { label: t("drawer.notes"), value: notes ? <span className={classes.notes}>{notes}</span> : unset },
          ]}
        />
      )}
    </section>
  );
}

function RecordsForm({
  certificate: { row, notes: kept },
  onDone,
}: {
  certificate: CertificateDetail;
  onDone: () => void;
}) {
  const { t } = useTranslation(["certificates", "common"]);
  const [owner, setOwner] = useState(row.owner ?? "");
  const [environment, setEnvironment] = useState<Environment | null>(row.environment);
  const [notes, setNotes] = useState(kept ?? "");
  const saving = useCommand((metadata: Metadata) => core.changeMetadata(row.id, metadata), {
    onDone: () => {
      notifications.show({ message: t("drawer.saved") });
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.run({ owner: owner.trim() || null, environment, notes: notes.trim() || null });
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t("drawer.owner")}
          value={owner}
          error={saving.errorAt("owner")}
          onChange={(event) => setOwner(event.currentTarget.value)}
          data-autofocus
        />
        <Select
          label={t("drawer.environment")}
          placeholder={t("drawer.notSet")}
          clearable
          data={ENVIRONMENTS.map((value) => ({ value, label: t(`common:environment.${value}`) }))}
          value={environment}
          error={saving.errorAt("environment")}
          onChange={(value) => setEnvironment(ENVIRONMENTS.find((each) => each === value) ?? null)}
        />
        <Textarea
          label={t("drawer.notes")}
          value={notes}
          error={saving.errorAt("notes")}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => setNotes(event.currentTarget.value)}
        />
        <ErrorNotice error={saving.errorBeside("owner", "environment", "notes")} />
        <Group gap={8}>
          <DeedButton type="submit" pending={saving.pending}>
            {t("drawer.save")}
          </DeedButton>
          <Button variant="default" onClick={onDone}>
            {t("drawer.cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
