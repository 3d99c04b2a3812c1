import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { IssueButton } from "@/components/IssueButton";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { formatNumber } from "@/lib/format";
import { asCoreError } from "@/lib/ipc";
import { BulkBar } from "./BulkBar";
import classes from "./CertificatesPage.module.css";
import { CertificateTable, type TableHandle } from "./CertificateTable";
import { type Column, withWidth } from "./columns";
import type { Fitted } from "./fitting";
import { type CertificatesSearch, looksHexadecimal, narrows, withVersions } from "./search";
import { isEmpty, selectionOf } from "./selection";
import type { Listed } from "./useCertificates";
import { useTicked } from "./useTicked";

/** The table in all its states, and what is ticked in it. */
export function CertificateList({
  search,
  list,
  columns,
  fitted,
  onRoom,
  onColumns,
  onSearch,
  onOpen,
  table,
}: {
  search: CertificatesSearch;
  list: Listed;
  columns: Column[];
  /** Those of them that are shown, in the room there is. */
  fitted: Fitted;
  onRoom: (room: number) => void;
  onColumns: (columns: Column[]) => void;
  onSearch: (search: CertificatesSearch) => void;
  onOpen: (id: string | undefined) => void;
  table: React.RefObject<TableHandle | null>;
}) {
  const { t } = useTranslation("certificates");
  const { filter, count } = list;
  const order = { by: search.by ?? "expires", descending: search.descending ?? false };
  const navigate = useNavigate();
  const { ticked, chosen, held, mayHold, tick, tickAll } = useTicked(list);

  return (
    <>
      {shown()}
      {isEmpty(ticked) ? null : (
        <BulkBar
          selection={selectionOf(ticked, filter)}
          chosen={chosen}
          held={held}
          mayHold={mayHold}
          count={ticked.kind === "ids" ? { number: ticked.ids.size, capped: false } : count}
          except={ticked.kind === "matching" ? ticked.except.size : null}
          onClear={() => tickAll(false)}
        />
      )}
    </>
  );

  function shown() {
    if (list.pending) {
      return (
        <div className={classes.skeletons}>
          <SkeletonLines lines={20} height={12} />
        </div>
      );
    }
    if (list.error !== null && !list.answered && !list.stale) {
      return <Failure error={list.error} title={t("failed")} onRetry={list.retry} />;
    }
    if (list.empty) {
      if (list.folded > 0) {
        return (
          <Empty
            title={t("noneTitle")}
            action={
              <Button variant="default" onClick={() => onSearch(withVersions(search, "all"))}>
                {t("earlier.show")}
              </Button>
            }
          >
            {t("earlier.onlyThese", { count: list.folded, number: formatNumber(list.folded) })}
          </Empty>
        );
      }
      return narrows(search) ? (
        <Empty
          title={t("noneTitle")}
          action={
            <Button variant="default" onClick={() => onSearch({ by: search.by, descending: search.descending })}>
              {t("clearAll")}
            </Button>
          }
        >
          {looksHexadecimal(search.filter?.text ?? "") ? `${t("noneHex")} ${t("noneDetail")}` : t("noneDetail")}
        </Empty>
      ) : (
        <Empty
          title={t("emptyTitle")}
          action={
            <>
              <IssueButton />
              <Button
                variant="default"
                onClick={() => void navigate({ to: "/certificates", search: { ...search, import: true } })}
              >
                {t("import")}
              </Button>
            </>
          }
        >
          {t("emptyDetail")}
        </Empty>
      );
    }
    return (
      <>
        <CertificateTable
          list={list}
          columns={fitted}
          onRoom={onRoom}
          order={order}
          onOrder={({ by, descending }) => onSearch({ ...search, by, descending: descending || undefined })}
          onWidth={(id, width) => onColumns(withWidth(columns, id, width))}
          ticked={ticked}
          onTick={tick}
          onTickAll={tickAll}
          openId={search.id}
          onOpen={onOpen}
          onEscape={() => tickAll(false)}
          handle={table}
        />
        {list.error !== null ? (
          <div className={classes.trouble} role="alert">
            {t("moreFailed")} {asCoreError(list.error).message}
            <Button variant="default" size="compact-sm" onClick={list.retry}>
              {t("retry")}
            </Button>
          </div>
        ) : null}
      </>
    );
  }
}
