import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { SortBy } from "@/lib/ipc";
import classes from "./CertificateTable.module.css";
import { type Column, type ColumnId, SORTED_BY } from "./columns";

export type Order = { by: SortBy; descending: boolean };

/** How far an arrow key moves a column's edge, in pixels. */
const KEY_STEP = 16;

/** The names of the columns: press to order, drag or use the arrow keys on the edge to widen. */
export function TableHead({
  columns,
  order,
  onOrder,
  onWidth,
  allTicked,
  someTicked,
  onTickAll,
  template,
  least,
}: {
  columns: readonly Column[];
  order: Order;
  onOrder: (order: Order) => void;
  onWidth: (id: ColumnId, width: number) => void;
  allTicked: boolean;
  someTicked: boolean;
  onTickAll: (ticked: boolean) => void;
  template: string;
  /** The columns' own widths together, in pixels. */
  least: number;
}) {
  const { t } = useTranslation("certificates");
  return (
    <div role="rowgroup" className={classes.head} style={{ minWidth: `max(100%, ${least}px)` }}>
      <div role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: template }}>
        <div role="columnheader" aria-colindex={1} className={classes.headCell}>
          <input
            type="checkbox"
            className={classes.box}
            aria-label={t("select.all")}
            title={t("select.all")}
            checked={allTicked}
            ref={(box) => {
              if (box) box.indeterminate = someTicked && !allTicked;
            }}
            onChange={(event) => onTickAll(event.currentTarget.checked)}
          />
        </div>
        {columns.map((column, index) => {
          const by = SORTED_BY[column.id];
          const sorted = by !== undefined && by === order.by;
          const name = t(`column.${column.id}`);
          const Arrow = order.descending ? IconArrowDown : IconArrowUp;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-colindex={index + 2}
              aria-sort={sorted ? (order.descending ? "descending" : "ascending") : undefined}
              className={classes.headCell}
            >
              {by === undefined ? (
                <span>{name}</span>
              ) : (
                <button
                  type="button"
                  className={`${classes.sort} ${sorted ? classes.sorted : ""}`}
                  title={t("sortBy", { column: name })}
                  onClick={() => onOrder({ by, descending: sorted ? !order.descending : by === "added" })}
                >
                  {name}
                  {sorted ? <Arrow size={12} aria-hidden /> : null}
                </button>
              )}
              <ResizeHandle
                label={t("resize", { column: name })}
                width={column.width}
                onWidth={(width) => onWidth(column.id, width)}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function ResizeHandle({ label, width, onWidth }: { label: string; width: number; onWidth: (width: number) => void }) {
  const dragged = useRef<{ from: number; width: number } | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    onWidth(width + (event.key === "ArrowRight" ? KEY_STEP : -KEY_STEP));
  };
  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    dragged.current = { from: event.clientX, width };
  };
  return (
    <button
      type="button"
      className={classes.resize}
      aria-label={label}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if (dragged.current) onWidth(dragged.current.width + event.clientX - dragged.current.from);
      }}
      onPointerUp={() => {
        dragged.current = null;
      }}
    />
  );
}
