import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { StatusText } from "@/components/Standing";
import { Time } from "@/components/Time";
import { useAlgorithm } from "@/components/useAlgorithm";
import { formatNumber } from "@/lib/format";
import type { AuthoritySummary } from "@/lib/ipc";
import classes from "./AuthorityTree.module.css";
import { type TreeRow, treeMove, treeRows } from "./authorityTree";
import { CrlStateText, KeyStateText } from "./StateTexts";

/** Who signed whom. One row has the focus (arrows, Home, End, J and K); Enter opens it. */
export function AuthorityTree({ authorities }: { authorities: readonly AuthoritySummary[] }) {
  const { t } = useTranslation("authorities");
  const navigate = useNavigate();
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [focused, setFocused] = useState<string | null>(null);
  const items = useRef(new Map<string, HTMLElement>());
  const rows = useMemo(() => treeRows(authorities, collapsed), [authorities, collapsed]);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.authority.id === focused),
  );
  const setExpanded = (id: string, expanded: boolean) =>
    setCollapsed((now) => {
      const next = new Set(now);
      if (expanded) next.delete(id);
      else next.add(id);
      return next;
    });
  const open = (id: string) => void navigate({ to: "/authorities", search: { id } });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[at];
    if (row && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      open(row.authority.id);
      return;
    }
    const move = treeMove(rows, at, event.key);
    if (!move) return;
    event.preventDefault();
    if (move.kind === "focus") {
      const target = rows[move.index]?.authority.id;
      if (target) items.current.get(target)?.focus();
    } else setExpanded(move.id, move.kind === "expand");
  };
  return (
    <>
      <div className={`${classes.row} ${classes.head}`} aria-hidden>
        <span>{t("column.name")}</span>
        <span>{t("column.validUntil")}</span>
        <span className={classes.key}>{t("column.key")}</span>
        <span className={classes.number}>{t("column.active")}</span>
        <span>{t("column.crl")}</span>
        <span className={classes.keyState}>{t("column.keyState")}</span>
      </div>
      <div role="tree" aria-label={t("tree")} className={classes.tree} onKeyDown={onKeyDown}>
        {rows.map((row, index) => (
          <TreeItem
            key={row.authority.id}
            row={row}
            current={index === at}
            register={(element) => {
              if (element) items.current.set(row.authority.id, element);
              else items.current.delete(row.authority.id);
            }}
            onFocus={() => setFocused(row.authority.id)}
            onOpen={() => open(row.authority.id)}
            onToggle={() => setExpanded(row.authority.id, !row.expanded)}
          />
        ))}
      </div>
    </>
  );
}

function TreeItem({
  row: { authority, level, place, siblings, children, expanded },
  current,
  register,
  onFocus,
  onOpen,
  onToggle,
}: {
  row: TreeRow;
  current: boolean;
  register: (element: HTMLElement | null) => void;
  onFocus: () => void;
  onOpen: () => void;
  onToggle: () => void;
}) {
  const { t } = useTranslation(["authorities", "common"]);
  const algorithm = useAlgorithm();
  const Chevron = expanded ? IconChevronDown : IconChevronRight;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree answers the keys for its focused item.
    <div
      ref={register}
      role="treeitem"
      tabIndex={current ? 0 : -1}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-selected={current}
      aria-expanded={children > 0 ? expanded : undefined}
      className={classes.row}
      onFocus={onFocus}
      onClick={onOpen}
    >
      <span className={classes.name} style={{ paddingLeft: (level - 1) * 24 }}>
        {children > 0 ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys do the same; a button inside would be one stop too many.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree answers the arrow keys.
          <span
            className={classes.chevron}
            title={t(expanded ? "collapse" : "expand", { name: authority.name })}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
          >
            <Chevron size={16} aria-hidden />
          </span>
        ) : (
          <span className={classes.chevron} />
        )}
        <span className={classes.label}>{authority.name}</span>{" "}
        {authority.isRoot ? <span className={classes.tag}>{t("root")}</span> : null}
      </span>{" "}
      <span>
        {authority.status === "active" ? (
          <>
            <Said>{t("column.validUntil")}</Said>
            <Time at={authority.notAfter} style="date" />
          </>
        ) : (
          <StatusText status={authority.status} />
        )}
      </span>{" "}
      <span className={classes.key}>
        <Said>{t("column.key")}</Said>
        {algorithm(authority.keyAlgorithm)}
      </span>{" "}
      <span className={classes.number}>
        <Said>{t("column.active")}</Said>
        {formatNumber(authority.active)}
      </span>{" "}
      <span>
        <Said>{t("column.crl")}</Said>
        <CrlStateText state={authority.crlState} />
      </span>{" "}
      <span className={classes.keyState}>
        <Said>{t("column.keyState")}</Said>
        <KeyStateText state={authority.keyState} />
      </span>
    </div>
  );
}

/** What a column is called: a tree has no columns of its own for whoever hears it. */
const Said = ({ children }: { children: string }) => <span className="visually-hidden">{`${children} `}</span>;
