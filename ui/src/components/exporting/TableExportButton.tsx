import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ListedTable } from "@/lib/ipc";
import { TableExportDialog } from "./TableExportDialog";

/** Offers what a room lists as a file. */
export function TableExportButton({ table, of }: { table: ListedTable; of: "authorities" | "requests" | "jobs" }) {
  const { t } = useTranslation("exporting");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t("table.open")}
      </Button>
      <TableExportDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t(`table.title.${of}`)}
        about={t(`table.about.${of}`)}
        file={t(`table.file.${of}`)}
        table={table}
      />
    </>
  );
}
