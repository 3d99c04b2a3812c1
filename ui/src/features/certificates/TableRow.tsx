import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { CertificateRow } from "@/lib/ipc";
import { CertificateCell } from "./CertificateCell";
import classes from "./CertificateTable.module.css";
import type { Column } from "./columns";

export type RowHandlers = {
  onOpen: (index: number) => void;
  onTick: (index: number, extend: boolean) => void;
};

/** One certificate's row. Drawn again only when something about it changed: there may be a million of them. */
export const TableRow = memo(function TableRow({
  id,
  row,
  index,
  top,
  columns,
  template,
  now,
  ticked,
  open,
  cursor,
  onOpen,
  onTick,
}: RowHandlers & {
  id: string;
  row: CertificateRow;
  index: number;
  top: number;
  columns: readonly Column[];
  template: string;
  now: number;
  ticked: boolean;
  open: boolean;
  cursor: boolean;
}) {
  const { t } = useTranslation("certificates");
  const look = [classes.row, ticked && classes.ticked, open && classes.open, cursor && classes.cursor];
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={ticked}
      className={look.filter(Boolean).join(" ")}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      onClick={() => onOpen(index)}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        className={classes.tick}
        // The focus stays with the grid, whose Space ticks the row too.
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => {
          event.stopPropagation();
          onTick(index, event.shiftKey);
        }}
      >
        <input
          type="checkbox"
          className={classes.box}
          tabIndex={-1}
          aria-label={t("select.row", { name: row.label })}
          checked={ticked}
          readOnly
        />
      </div>
      {columns.map((column, at) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={at + 2}
          className={`${classes.cell} ${column.id === "name" ? classes.name : ""}`}
        >
          <CertificateCell column={column.id} row={row} now={now} />
        </div>
      ))}
    </div>
  );
});
