import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { CertificateRow } from "@/lib/ipc";
import { CertificateCell } from "./CertificateCell";
import classes from "./CertificateTable.module.css";
import type { Column } from "./columns";
import { EarlierToggle } from "./EarlierToggle";

export type RowHandlers = {
  onOpen: (line: number) => void;
  onTick: (line: number, extend: boolean) => void;
  onUnfold: (line: number) => void;
};

/** One certificate's row. Drawn again only when something about it changed: there may be a million of them. */
export const TableRow = memo(function TableRow({
  id,
  row,
  line,
  old,
  earlier,
  unfolded,
  columns,
  template,
  now,
  ticked,
  open,
  cursor,
  onOpen,
  onTick,
  onUnfold,
}: RowHandlers & {
  id: string;
  row: CertificateRow;
  line: number;
  /** Whether it is an earlier version, shown under the current one. */
  old: boolean;
  /** How many earlier versions it has itself. */
  earlier: number;
  unfolded: boolean;
  columns: readonly Column[];
  template: string;
  now: number;
  ticked: boolean;
  open: boolean;
  cursor: boolean;
}) {
  const { t } = useTranslation("certificates");
  const look = [
    classes.row,
    old && classes.old,
    ticked && classes.ticked,
    open && classes.open,
    cursor && classes.cursor,
  ];
  return (
    <div
      role="row"
      id={id}
      aria-rowindex={line + 2}
      aria-selected={ticked}
      className={look.filter(Boolean).join(" ")}
      style={{ gridTemplateColumns: template }}
      onClick={() => onOpen(line)}
    >
      {old ? (
        <div role="gridcell" aria-colindex={1} />
      ) : (
        <div
          role="gridcell"
          aria-colindex={1}
          className={classes.tick}
          // The focus stays with the grid, whose Space ticks the row too.
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => {
            event.stopPropagation();
            onTick(line, event.shiftKey);
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
      )}
      {columns.map((column, at) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={at + 2}
          className={`${classes.cell} ${column.id === "name" ? classes.name : ""}`}
        >
          <CertificateCell column={column.id} row={row} now={now} />
          {column.id === "name" && earlier > 0 ? (
            <EarlierToggle count={earlier} unfolded={unfolded} onToggle={() => onUnfold(line)} />
          ) : null}
          {column.id === "name" && old ? <span className={classes.tag}>{t("earlier.tag")}</span> : null}
        </div>
      ))}
    </div>
  );
});
