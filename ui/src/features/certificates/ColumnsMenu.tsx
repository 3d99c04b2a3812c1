import { ActionIcon, Button, Checkbox, Popover } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./ColumnsMenu.module.css";
import { type Column, type ColumnId, defaultColumns, moved, withShown } from "./columns";

/** Which columns are shown and in which order. */
export function ColumnsMenu({
  columns,
  waiting,
  onColumns,
}: {
  columns: readonly Column[];
  /** Chosen, but without room in a window this narrow. */
  waiting: readonly ColumnId[];
  onColumns: (columns: Column[]) => void;
}) {
  const { t } = useTranslation("certificates");
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" size="compact-sm" leftSection={<IconColumns3 size={14} aria-hidden />}>
          {t("columns.button")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={t("columns.button")}>
        <ul className={classes.list}>
          {columns.map((column, index) => {
            const name = t(`column.${column.id}`);
            return (
              <li key={column.id} className={classes.item}>
                <Checkbox
                  size="xs"
                  className={classes.name}
                  label={name}
                  description={waiting.includes(column.id) ? t("columns.noRoom") : undefined}
                  checked={column.shown}
                  disabled={column.id === "name"}
                  title={column.id === "name" ? t("columns.nameStays") : undefined}
                  onChange={(event) => onColumns(withShown(columns, column.id, event.currentTarget.checked))}
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t("columns.earlier", { column: name })}
                  disabled={index === 0}
                  onClick={() => onColumns(moved(columns, column.id, -1))}
                >
                  <IconArrowUp size={14} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t("columns.later", { column: name })}
                  disabled={index === columns.length - 1}
                  onClick={() => onColumns(moved(columns, column.id, 1))}
                >
                  <IconArrowDown size={14} />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
        <Button variant="subtle" size="compact-sm" onClick={() => onColumns(defaultColumns())}>
          {t("columns.reset")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
