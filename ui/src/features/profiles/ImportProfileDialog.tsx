import { Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/Dialog";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FormActions } from "@/components/FormActions";
import { PathField } from "@/components/PathField";
import { core } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import { offerDocument } from "./editor/offered";

const JSON_FILES = [{ name: "JSON", extensions: ["json"] }];

/** Reads a profile from a file into the form, where it is checked and seen before it is kept. */
export function ImportProfileDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("profiles");
  return (
    <Dialog opened={opened} onClose={onClose} size={520} title={t("importing.title")}>
      <ImportForm onClose={onClose} />
    </Dialog>
  );
}

function ImportForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["profiles", "common"]);
  const navigate = useNavigate();
  const [path, setPath] = useState("");
  const reading = useCommand((from: string) => core.readProfileFile(from), {
    invalidates: [],
    onDone: (document) => {
      offerDocument(document);
      onClose();
      void navigate({ to: "/profiles/edit" });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        reading.run(path.trim());
      }}
    >
      <Stack gap="md">
        <p style={{ margin: 0 }}>{t("importing.text")}</p>
        <PathField
          label={t("importing.path")}
          mode="open"
          filters={JSON_FILES}
          value={path}
          onChange={setPath}
          error={reading.errorAt("path")}
        />
        <ErrorNotice error={reading.errorBeside("path")} />
        <FormActions onCancel={onClose} pending={reading.pending} disabled={path.trim() === ""}>
          {t("importing.import")}
        </FormActions>
      </Stack>
    </form>
  );
}
