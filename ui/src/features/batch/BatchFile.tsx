import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ErrorNotice";
import { PathField } from "@/components/PathField";
import { Section } from "@/components/Section";
import { joinPath } from "@/lib/format";
import { type BatchTemplate, chooseFolder, choosePathToSave, core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole } from "@/lib/session";
import classes from "./batch.module.css";

const TABLES = [{ name: "CSV, XLSX, PKCS#10", extensions: ["csv", "tsv", "txt", "xlsx", "pem", "csr", "p10", "der"] }];

/** Which file or folder: typed, chosen or dropped; a form of its own, so that Enter reads it and starts nothing. */
export function BatchFile({
  typed,
  taken,
  onTyped,
  onTake,
  error,
}: {
  typed: string;
  /** What was read last. */
  taken: string | null;
  onTyped: (path: string) => void;
  onTake: (path: string | null) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation("batch");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onTake(typed);
      }}
    >
      <Section title={t("file.title")} description={t("file.description")}>
        <div className={classes.file}>
          <PathField
            label={t("file.path")}
            description={t("file.drop")}
            mode="open"
            filters={TABLES}
            value={typed}
            onChange={onTyped}
            onChosen={onTake}
            error={error}
          >
            <Button variant="default" onClick={() => void chooseFolder(t("file.folder")).then(onTake)}>
              {t("file.folder")}
            </Button>
            <Button type="submit" variant="default" disabled={typed.trim() === "" || typed.trim() === taken}>
              {t("file.read")}
            </Button>
          </PathField>
        </div>
        <Templates />
      </Section>
    </form>
  );
}

function Templates() {
  const { t } = useTranslation("batch");
  const folder = useConsole().documentsFolder;
  const saving = useCommand(
    ({ form, path }: { form: BatchTemplate; path: string }) => core.saveBatchTemplate(form, path, true),
    {
      invalidates: [],
      onDone: ({ path }) => notifications.show({ message: t("file.templateSaved", { path }) }),
    },
  );
  const save = (form: BatchTemplate) =>
    void choosePathToSave(t("file.template"), joinPath(folder, `certificates.${form}`)).then(
      (path) => path && saving.run({ form, path }),
    );
  return (
    <div className={classes.buttons}>
      <span className={classes.quiet}>{t("file.template")}</span>
      <Button variant="subtle" size="compact-sm" onClick={() => save("csv")}>
        {t("file.csv")}
      </Button>
      <Button variant="subtle" size="compact-sm" onClick={() => save("xlsx")}>
        {t("file.xlsx")}
      </Button>
      <ErrorNotice error={saving.error} />
    </div>
  );
}
