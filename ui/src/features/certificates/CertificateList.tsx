import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { IssueButton } from "@/components/IssueButton";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { asCoreError } from "@/lib/ipc";
import { BulkBar } from "./BulkBar";
import classes from "./CertificatesPage.module.css";
import { CertificateTable, type TableHandle } from "./CertificateTable";
import { type Column, withWidth } from "./columns";
import type { Fitted } from "./fitting";
import { type CertificatesSearch, looksHexadecimal, narrows } from "./search";
import { EVERYTHING, extend, isEmpty, NOTHING, selectionOf, type Ticked, toggle } from "./selection";
import type { useCertificates } from "./useCertificates";

/** The table in all its states, and what is ticked in it. */
export function CertificateList({
  search,
  list: { filter, pages, rows, count },
  columns,
  fitted,
  onRoom,
  onColumns,
  onSearch,
  onOpen,
  table,
}: {
  search: CertificatesSearch;
  list: ReturnType<typeof useCertificates>;
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
  const order = { by: search.by ?? "expires", descending: search.descending ?? false };
  const navigate = useNavigate();
  const [ticked, setTicked] = useState<Ticked>(NOTHING);
  const loaded = useMemo(() => rows.map((row) => row.id), [rows]);
  // What was ticked belongs to what was listed: another filter starts with nothing ticked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is the reason, not an ingredient.
  useEffect(() => setTicked(NOTHING), [filter]);
  const tick = useCallback(
    (id: string, further: boolean) => setTicked((now) => (further ? extend(now, id, loaded) : toggle(now, id))),
    [loaded],
  );
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = pages;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  const chosen = useMemo(
    () => (ticked.kind === "ids" ? rows.filter((row) => ticked.ids.has(row.id)) : []),
    [ticked, rows],
  );

  return (
    <>
      {shown()}
      {isEmpty(ticked) ? null : (
        <BulkBar
          selection={selectionOf(ticked, filter)}
          chosen={chosen}
          count={ticked.kind === "ids" ? { number: ticked.ids.size, capped: false } : count}
          except={ticked.kind === "matching" ? ticked.except.size : null}
          onClear={() => setTicked(NOTHING)}
        />
      )}
    </>
  );

  function shown() {
    if (pages.isPending) {
      return (
        <div className={classes.skeletons}>
          <SkeletonLines lines={20} height={12} />
        </div>
      );
    }
    if (pages.isError && !pages.isFetchNextPageError) {
      return <Failure error={pages.error} title={t("failed")} onRetry={() => void pages.refetch()} />;
    }
    if (rows.length === 0) {
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
          listing={JSON.stringify([filter, search.by, search.descending])}
          stale={pages.isPlaceholderData}
          rows={rows}
          more={hasNextPage && !pages.isFetchNextPageError}
          onMore={more}
          total={count === undefined || count.capped ? -1 : count.number}
          columns={fitted}
          onRoom={onRoom}
          order={order}
          onOrder={({ by, descending }) => onSearch({ ...search, by, descending: descending || undefined })}
          onWidth={(id, width) => onColumns(withWidth(columns, id, width))}
          ticked={ticked}
          onTick={tick}
          onTickAll={(all) => setTicked(all ? EVERYTHING : NOTHING)}
          openId={search.id}
          onOpen={onOpen}
          onEscape={() => setTicked(NOTHING)}
          handle={table}
        />
        {pages.isFetchNextPageError ? (
          <div className={classes.trouble} role="alert">
            {t("moreFailed")} {asCoreError(pages.error).message}
            <Button variant="default" size="compact-sm" onClick={() => void fetchNextPage()}>
              {t("retry")}
            </Button>
          </div>
        ) : null}
      </>
    );
  }
}
