import { Alert, Checkbox, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { PathField } from "@/components/PathField";
import { useCommand } from "@/lib/query/useCommand";
import { useConsole, useMay } from "@/lib/session";
import type { Exportable } from "./ExportDialog";
import {
  canBeInTheClear,
  type ExportForm as Form,
  holdsKey,
  isBundle,
  isInTheClear,
  suggestedPath,
  usuallyHasRoot,
} from "./exportForms";
import { FormChoice } from "./FormChoice";
import { PassphrasePair } from "./PassphrasePair";
import { Written } from "./Written";

/** Which form, where to, and under which passphrase; afterwards what was written. */
export function ExportForm({ what, onClose }: { what: Exportable; onClose: () => void }) {
  const { t } = useTranslation(["exporting", "common"]);
  const folder = useConsole().documentsFolder;
  const mayExportKey = useMay("export-key");
  const firstForm = what.first ?? what.forms[0] ?? "pem";
  const [form, setForm] = useState<Form>(firstForm);
  // Null follows the form; a path that was typed or chosen stays.
  const [typedPath, setTypedPath] = useState<string | null>(null);
  const [passphrase, setPassphrase] = useState("");
  const [repeated, setRepeated] = useState("");
  const [inTheClear, setInTheClear] = useState(false);
  const [typedName, setTypedName] = useState("");
  const [overwrite, setOverwrite] = useState(false);
  // Null follows what is usual for the form.
  const [chosenRoot, setRoot] = useState<boolean | null>(null);
  const usualRoot = usuallyHasRoot(form);
  const exporting = useCommand(what.write);
  const path = typedPath ?? suggestedPath(folder, what.name, form);
  const clear = isInTheClear(form) || (canBeInTheClear(form) && inTheClear);
  const needsPassphrase = holdsKey(form) && !clear;
  const refusal = !what.hasKey
    ? t(what.foreign ? "noForeignKey" : "noKey")
    : mayExportKey || what.foreign
      ? null
      : t("mayNotExportKey");
  const protectedOrMeant = needsPassphrase
    ? passphrase !== "" && passphrase === repeated
    : !clear || typedName.trim() === what.name;
  const ready = path.trim() !== "" && protectedOrMeant;

  if (exporting.answer) {
    return (
      <Written
        file={exporting.answer}
        onClose={onClose}
        onAgain={() => {
          exporting.clear();
          setTypedPath(null);
          setPassphrase("");
          setRepeated("");
          setInTheClear(false);
          setTypedName("");
        }}
      />
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        exporting.run({
          form,
          path: path.trim(),
          passphrase: needsPassphrase ? passphrase : null,
          overwrite,
          root: usualRoot === null ? null : chosenRoot,
        });
      }}
    >
      <Stack gap="md">
        <FormChoice
          forms={what.forms}
          value={form}
          onChange={(chosen) => {
            setForm(chosen);
            setRoot(null);
            setTypedName("");
          }}
          refusal={refusal}
        />
        {needsPassphrase ? (
          <PassphrasePair
            label={t("passphrase")}
            again={t("again")}
            mismatch={t("mismatch")}
            description={t("passphraseHint")}
            value={passphrase}
            repeated={repeated}
            onChange={setPassphrase}
            onRepeat={setRepeated}
            error={exporting.errorAt("passphrase")}
          />
        ) : null}
        {canBeInTheClear(form) ? (
          <Checkbox
            label={t("inTheClear")}
            checked={inTheClear}
            onChange={(event) => setInTheClear(event.currentTarget.checked)}
          />
        ) : null}
        {clear ? (
          <>
            <Alert color="harm" variant="light" icon={<IconAlertTriangle size={18} />} role="alert">
              {t(what.foreign ? "foreignInTheClear" : "inTheClearWarning", { name: what.name })}
            </Alert>
            <TextInput
              label={t("common:typeToConfirm", { word: what.name })}
              value={typedName}
              onChange={(event) => setTypedName(event.currentTarget.value)}
            />
          </>
        ) : null}
        {usualRoot === null ? null : (
          <Checkbox
            label={t("root")}
            description={t(usualRoot ? "rootUsual" : "rootUnusual")}
            checked={chosenRoot ?? usualRoot}
            onChange={(event) => setRoot(event.currentTarget.checked)}
          />
        )}
        <PathField
          label={t("path")}
          description={isBundle(form) ? t("bundlePath") : undefined}
          mode="save"
          value={path}
          onChange={setTypedPath}
          error={exporting.errorAt("path")}
        />
        <Checkbox
          label={t("overwrite")}
          checked={overwrite}
          onChange={(event) => setOverwrite(event.currentTarget.checked)}
        />
        <ErrorNotice
          error={exporting.errorBeside("path", ...(needsPassphrase ? ["passphrase"] : []))}
          title={t(what.foreign ? "saveFailed" : "failed")}
        />
        <FormActions
          onCancel={onClose}
          pending={exporting.pending}
          disabled={!ready}
          {...(clear ? { color: "harm", variant: "outline" } : {})}
        >
          {t(what.foreign ? (clear ? "saveInTheClear" : "save") : clear ? "exportInTheClear" : "export")}
        </FormActions>
      </Stack>
    </form>
  );
}
