import { Button, Tooltip } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RenewDialog } from "@/features/renewals/RenewDialog";
import { formatNumber } from "@/lib/format";
import type { CertificateRow, Count, Selection } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import { BulkEditDialog } from "./BulkEditDialog";
import { BulkExportDialog } from "./BulkExportDialog";
import classes from "./CertificatesPage.module.css";
import { CompareDialog } from "./CompareDialog";
import { ReleaseManyDialog } from "./revoking/ReleaseManyDialog";
import { RevokeDialog } from "./revoking/RevokeDialog";

type Revoking = { selection: Selection; single: CertificateRow | undefined };

/** What can be done with all that is ticked. */
export function BulkBar({
  selection,
  chosen,
  held,
  mayHold,
  count,
  except,
  onClear,
}: {
  selection: Selection;
  /** The ticked rows, where they are ticked one by one. */
  chosen: readonly CertificateRow[];
  /** Those of the ticked rows that are known to be on hold. */
  held: readonly CertificateRow[];
  /** Whether something of it may be on hold. */
  mayHold: boolean;
  count: Count | undefined;
  /** Where all that match are ticked: how many of them are not. */
  except: number | null;
  onClear: () => void;
}) {
  const { t } = useTranslation("certificates");
  const mayRevoke = useMay("revoke");
  const mayEdit = useMay("import");
  const mayIssue = useMay("issue");
  const [doing, setDoing] = useState<"edit" | "export" | "compare" | "renew" | "release" | null>(null);
  // What is being revoked is held on to: the list may lose it while its result is still to be read.
  const [revoking, setRevoking] = useState<Revoking | null>(null);
  const done = () => setDoing(null);
  const number = formatNumber(count?.number ?? 0);
  const selected = formatNumber((count?.number ?? 0) - (except ?? 0)) + (count?.capped ? "+" : "");
  const [first, second] = chosen;
  const pair = chosen.length === 2 && first && second ? ([first.id, second.id] as const) : null;
  return (
    <section className={classes.bulk} aria-label={t("select.bar")}>
      <span className={classes.bulkCount} role="status">
        {except === null
          ? t("select.some", { count: count?.number ?? 0, number })
          : except > 0
            ? t("select.allBut", { count: except, number: formatNumber(except) })
            : t(count?.capped ? "select.allMatchingCapped" : "select.allMatching", { number })}
      </span>
      {mayEdit ? (
        <Button variant="default" onClick={() => setDoing("edit")}>
          {t("select.edit")}
        </Button>
      ) : null}
      {mayIssue ? (
        <Button variant="default" onClick={() => setDoing("renew")}>
          {t("select.renew")}
        </Button>
      ) : null}
      <Button variant="default" onClick={() => setDoing("export")}>
        {t("select.export")}
      </Button>
      {mayRevoke && mayHold ? (
        <Button variant="default" onClick={() => setDoing("release")}>
          {t("select.release")}
        </Button>
      ) : null}
      {except === null ? (
        <Tooltip label={t("select.compareHint")} disabled={pair !== null}>
          <Button
            variant="default"
            aria-disabled={pair === null}
            data-disabled={pair === null || undefined}
            onClick={() => pair && setDoing("compare")}
          >
            {t("select.compare")}
          </Button>
        </Tooltip>
      ) : null}
      <Button variant="subtle" onClick={onClear}>
        {t("select.clear")}
      </Button>
      {mayRevoke ? (
        <Button
          variant="outline"
          color="harm"
          className={classes.harm}
          onClick={() => setRevoking({ selection, single: chosen.length === 1 && except === null ? first : undefined })}
        >
          {t("select.revoke")}
        </Button>
      ) : null}
      <BulkEditDialog opened={doing === "edit"} selection={selection} number={selected} onClose={done} />
      <BulkExportDialog opened={doing === "export"} selection={selection} onClose={done} />
      <RenewDialog
        what={doing === "renew" ? { kind: "many", selection, count: (count?.number ?? 0) - (except ?? 0) } : null}
        onClose={(started) => {
          done();
          if (started) onClear();
        }}
      />
      <ReleaseManyDialog
        opened={doing === "release"}
        selection={selection}
        held={held}
        onClose={(released) => {
          done();
          if (released) onClear();
        }}
      />
      <RevokeDialog
        opened={revoking !== null}
        selection={revoking?.selection ?? selection}
        single={revoking?.single}
        onClose={(revoked) => {
          setRevoking(null);
          if (revoked) onClear();
        }}
      />
      <CompareDialog pair={doing === "compare" ? pair : null} onClose={done} />
    </section>
  );
}
