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
import { lineAt, lineOf, linesOf } from "./unfolded";
import type { Listed } from "./useCertificates";
import { useSight } from "./useSight";
import { useUnfolded } from "./useUnfolded";

export type TableHandle = { focus: () => void; step: (by: number) => void };

/**
 * A grid of certificates that draws only what is in sight, each with its earlier versions under it where they are
 * unfolded. The keyboard is the grid's: it names the line under its cursor, and rows and cells have no focus of their
 * own. Tables of the page can't leave rows out, hence the roles.
 */
export function CertificateTable({
  list,
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
  list: Listed;
  columns: Fitted;
  /** How much room the columns have, in pixels. */
  onRoom: (room: number) => void;
  order: Order;
  onOrder: (order: Order) => void;
  onWidth: (id: ColumnId, width: number) => void;
  ticked: Ticked;
  /** A row of the list, by its place. */
  onTick: (index: number, extend: boolean) => void;
  onTickAll: (ticked: boolean) => void;
  openId: string | undefined;
  onOpen: (id: string) => void;
  onEscape: () => void;
  handle: React.RefObject<TableHandle | null>;
}) {
  const { t } = useTranslation("certificates");
  const { listing, stale, total, see } = list;
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

  const { unfolded, earlier, toggle, isUnfolded } = useUnfolded(list);
  const lines = linesOf(total, unfolded);
  const { first, last, top, height, show, page } = useSight(frame, lines);
  useEffect(() => {
    if (!stale && last >= first) see(lineAt(first, unfolded).index, lineAt(last, unfolded).index);
  });
  const at = Math.min(cursor, Math.max(0, lines - 1));
  /** The certificate of a line, if it has been read, and where the row that it belongs to stands. */
  const lineFor = (line: number): { index: number; row: CertificateRow | undefined; old: boolean } => {
    const found = lineAt(line, unfolded);
    const row = list.rowAt(found.index);
    if (found.earlier === null) return { index: found.index, row, old: false };
    return { index: found.index, row: row && earlier.get(row.id)?.[found.earlier], old: true };
  };

  const goTo = (line: number) => {
    const target = Math.max(0, Math.min(line, lines - 1));
    setCursor(target);
    show(target);
    return target;
  };
  useImperativeHandle(handle, () => ({
    focus: () => frame.current?.focus(),
    step: (by) => {
      const next = lineFor(goTo(at + by)).row;
      if (next && openId !== undefined) onOpen(next.id);
    },
  }));
  // What a row calls is the same at every drawing, so that rows which stay as they are need not be drawn anew.
  const latest = useRef({ lineFor, onOpen, onTick, toggle });
  latest.current = { lineFor, onOpen, onTick, toggle };
  const open = useCallback((line: number) => {
    setCursor(line);
    frame.current?.focus({ preventScroll: true });
    const { row } = latest.current.lineFor(line);
    if (row) latest.current.onOpen(row.id);
  }, []);
  const tick = useCallback((line: number, extend: boolean) => {
    setCursor(line);
    const { index, old } = latest.current.lineFor(line);
    if (!old) latest.current.onTick(index, extend);
  }, []);
  const unfold = useCallback((line: number) => {
    setCursor(line);
    frame.current?.focus({ preventScroll: true });
    const { index, row, old } = latest.current.lineFor(line);
    if (row && !old) latest.current.toggle(row.id, index);
  }, []);

  /** The arrows to the sides unfold a row and fold it again; whether they did. */
  const fold = (key: string): boolean => {
    const { index, row, old } = lineFor(at);
    const own = list.rowAt(index);
    if (!own || list.earlierOf(own) === 0) return false;
    if (key === "ArrowRight" && !old && row && !isUnfolded(row.id)) unfold(at);
    else if (key === "ArrowLeft" && isUnfolded(own.id)) {
      goTo(lineOf(index, unfolded));
      toggle(own.id, index);
    } else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    // The header's buttons and checkbox answer their own keys.
    if (event.target !== event.currentTarget) return;
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
    const next = cursorAfter(event.key, at, page(), lines);
    if (next !== null) {
      goTo(next);
      // Shift takes along what it passes, as in every list.
      if (event.shiftKey) tick(next, true);
    } else if (event.key === " ") tick(at, event.shiftKey);
    else if (event.key === "Enter") open(at);
    else if (event.key === "Escape") onEscape();
    else if (!fold(event.key)) return;
    event.preventDefault();
  };
  const rowId = (line: number) => `${prefix}row-${line}`;
  const drawn = Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
  return (
    <div
      ref={frame}
      role="grid"
      tabIndex={0}
      className={classes.frame}
      aria-label={t("table")}
      aria-rowcount={list.count?.capped ? -1 : lines + 1}
      aria-colcount={shown.length + 1}
      aria-multiselectable
      aria-busy={stale}
      aria-activedescendant={lineFor(at).row ? rowId(at) : undefined}
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
      <div role="rowgroup" className={classes.body} style={{ height, minWidth: `max(100%, ${least}px)` }}>
        <div role="presentation" className={classes.drawn} style={{ top }}>
          {drawn.map((line) => {
            const { row, old } = lineFor(line);
            return row ? (
              <TableRow
                key={`${old} ${row.id}`}
                id={rowId(line)}
                row={row}
                line={line}
                old={old}
                earlier={old ? 0 : list.earlierOf(row)}
                unfolded={!old && isUnfolded(row.id)}
                columns={shown}
                template={template}
                now={now}
                ticked={!old && isTicked(ticked, row.id)}
                open={row.id === openId}
                cursor={line === at}
                onOpen={open}
                onTick={tick}
                onUnfold={unfold}
              />
            ) : (
              <div key={`line ${line}`} aria-hidden className={classes.row} style={{ gridTemplateColumns: template }}>
                <span />
                {shown.map((column) => (
                  <span key={column.id} className={classes.skeleton} />
                ))}
              </div>
            );
          })}
        </div>
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
