import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import type { CertificateRow } from "@/lib/ipc";
import { useNow } from "@/lib/useNow";
import classes from "./CertificateTable.module.css";
import type { ColumnId } from "./columns";
import { type Fitted, TICKS } from "./fitting";
import { cursorAfter } from "./gridKeys";
import { isEmpty, isTicked, type Ticked } from "./selection";
import { type Order, TableHead } from "./TableHead";
import { TableRow } from "./TableRow";

const ROW = 32;
const HEAD = 33;
/** So many rows before the end of what is loaded, the next page is asked for. */
const AHEAD = 120;
/** Grey rows that stand for what is on its way. */
const COMING = 6;

export type TableHandle = { focus: () => void; step: (by: number) => void };

/**
 * A grid of certificates that draws only what is in sight. The keyboard is the grid's: it names the row under its
 * cursor, and rows and cells have no focus of their own. Tables of the page can't leave rows out, hence the roles.
 */
export function CertificateTable({
  listing,
  stale,
  rows,
  more,
  onMore,
  total,
  columns: { shown },
  onRoom,
  order,
  onOrder,
  onWidth,
  ticked,
  onTick,
  onTickAll,
  openId,
  onOpen,
  onEscape,
  handle,
}: {
  /** What is listed in which order: another listing begins at its first row. */
  listing: string;
  /** Whether the rows are still those of the listing before. */
  stale: boolean;
  rows: readonly CertificateRow[];
  more: boolean;
  onMore: () => void;
  /** How many there are in all, -1 when not known exactly. */
  total: number;
  columns: Fitted;
  /** How much room the columns have, in pixels. */
  onRoom: (room: number) => void;
  order: Order;
  onOrder: (order: Order) => void;
  onWidth: (id: ColumnId, width: number) => void;
  ticked: Ticked;
  onTick: (id: string, extend: boolean) => void;
  onTickAll: (ticked: boolean) => void;
  openId: string | undefined;
  onOpen: (id: string) => void;
  onEscape: () => void;
  handle: React.RefObject<TableHandle | null>;
}) {
  const { t } = useTranslation("certificates");
  const frame = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const now = useNow();
  const [cursor, setCursor] = useState(0);
  const [listed, setListed] = useState(listing);
  if (listed !== listing) {
    setListed(listing);
    setCursor(0);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the listing is the reason, not an ingredient.
  useEffect(() => {
    if (frame.current) frame.current.scrollTop = 0;
  }, [listing]);
  useRoom(frame, onRoom);
  const template = useMemo(
    () =>
      `${TICKS}px ${shown.map(({ id, width }) => (id === "name" ? `minmax(${width}px, 1fr)` : `${width}px`)).join(" ")}`,
    [shown],
  );
  const least = shown.reduce((sum, column) => sum + column.width, TICKS);
  const virtual = useVirtualizer({
    count: rows.length + (more ? COMING : 0),
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: HEAD,
    scrollMargin: 0,
  });
  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && lastSeen > rows.length - AHEAD) onMore();
  }, [more, lastSeen, rows.length, onMore]);
  const at = Math.min(cursor, Math.max(0, rows.length - 1));

  const goTo = useCallback(
    (index: number) => {
      const target = Math.max(0, Math.min(index, rows.length - 1));
      setCursor(target);
      virtual.scrollToIndex(target);
    },
    [rows.length, virtual],
  );
  useImperativeHandle(handle, () => ({
    focus: () => frame.current?.focus(),
    step: (by) => {
      const next = rows[Math.max(0, Math.min(at + by, rows.length - 1))];
      goTo(at + by);
      if (next && openId !== undefined) onOpen(next.id);
    },
  }));
  const open = useCallback(
    (index: number) => {
      setCursor(index);
      frame.current?.focus({ preventScroll: true });
      const row = rows[index];
      if (row) onOpen(row.id);
    },
    [rows, onOpen],
  );
  const tick = useCallback(
    (index: number, extend: boolean) => {
      setCursor(index);
      const row = rows[index];
      if (row) onTick(row.id, extend);
    },
    [rows, onTick],
  );
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    // The header's buttons and checkbox answer their own keys.
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor(((frame.current?.clientHeight ?? ROW) - HEAD) / ROW) - 1);
    // The row under the cursor is about to be another one.
    if (stale && (event.key === " " || event.key === "Enter")) {
      event.preventDefault();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "a") {
      event.preventDefault();
      onTickAll(true);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = cursorAfter(event.key, at, page, rows.length);
    if (next !== null) {
      goTo(next);
      // Shift takes along what it passes, as in every list.
      if (event.shiftKey) tick(next, true);
    } else if (event.key === " ") tick(at, event.shiftKey);
    else if (event.key === "Enter") open(at);
    else if (event.key === "Escape") onEscape();
    else return;
    event.preventDefault();
  };
  const rowId = (index: number) => `${prefix}row-${index}`;
  return (
    <div
      ref={frame}
      role="grid"
      tabIndex={0}
      className={classes.frame}
      aria-label={t("table")}
      aria-rowcount={total < 0 ? -1 : total + 1}
      aria-colcount={shown.length + 1}
      aria-multiselectable
      aria-busy={stale}
      aria-activedescendant={rows.length > 0 ? rowId(at) : undefined}
      onKeyDown={onKeyDown}
    >
      <TableHead
        columns={shown}
        order={order}
        onOrder={onOrder}
        onWidth={onWidth}
        allTicked={ticked.kind === "matching" && ticked.except.size === 0}
        someTicked={!isEmpty(ticked)}
        onTickAll={onTickAll}
        template={template}
        least={least}
      />
      <div
        role="rowgroup"
        className={classes.body}
        style={{ height: virtual.getTotalSize(), minWidth: `max(100%, ${least}px)` }}
      >
        {items.map((item) => {
          const row = rows[item.index];
          return row ? (
            <TableRow
              key={row.id}
              id={rowId(item.index)}
              row={row}
              index={item.index}
              top={item.start}
              columns={shown}
              template={template}
              now={now}
              ticked={isTicked(ticked, row.id)}
              open={row.id === openId}
              cursor={item.index === at}
              onOpen={open}
              onTick={tick}
            />
          ) : (
            <div
              key={item.key}
              aria-hidden
              className={classes.row}
              style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
            >
              <span />
              {shown.map((column) => (
                <span key={column.id} className={classes.skeleton} />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Tells how wide the inside of the frame is, at first and whenever that changes. */
function useRoom(frame: React.RefObject<HTMLDivElement | null>, onRoom: (room: number) => void) {
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measured = new ResizeObserver(([entry]) => entry && onRoom(Math.floor(entry.contentRect.width)));
    measured.observe(element);
    return () => measured.disconnect();
  }, [frame, onRoom]);
}
