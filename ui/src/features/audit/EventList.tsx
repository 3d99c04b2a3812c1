import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Time } from "@/components/Time";
import { formatNumber } from "@/lib/format";
import type { AuditEvent } from "@/lib/ipc";
import classes from "./Audit.module.css";
import { OutcomeText } from "./OutcomeText";
import { resourceOf } from "./resource";

const ROW = 32;
const PAGE_OF_ROWS = 15;
const columns = ["sequence", "time", "who", "about", "what"] as const;

/** The log as a table that draws only what is in sight; arrows or J and K move, Enter opens. */
export function EventList({
  events,
  onOpen,
  onNearEnd,
  foot,
}: {
  events: AuditEvent[];
  onOpen: (event: AuditEvent) => void;
  /** The last rows came into sight. */
  onNearEnd: () => void;
  foot: string;
}) {
  const { t } = useTranslation("audit");
  const scroll = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 12,
    paddingStart: ROW,
    scrollPaddingStart: ROW,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (events.length > 0 && last >= events.length - 20) onNearEnd();
  }, [last, events.length, onNearEnd]);
  // The newest has the longest number.
  const digits = Math.max(3, formatNumber(Number(events[0]?.sequence ?? 0)).length);
  const move = (to: number) => {
    const next = Math.max(0, Math.min(events.length - 1, to));
    setAt(next);
    rows.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = rowAfter(event.key, at, events.length);
    if (event.key === "Enter" && events[at]) onOpen(events[at]);
    else if (to !== null) move(to);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={scroll} className={classes.list}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table element can't be drawn in part. */}
      <div
        className={classes.rows}
        style={{ height: rows.getTotalSize(), "--digits": `${digits}ch` } as CSSProperties}
        role="grid"
        aria-label={t("list")}
        aria-rowcount={events.length + 1}
        aria-activedescendant={events.length > 0 ? `event-${at}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the grid has the focus. */}
        <div className={`${classes.row} ${classes.head}`} role="row" aria-rowindex={1}>
          {columns.map((name) => (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the grid has the focus.
            <div key={name} role="columnheader" className={classes[name]}>
              {t(`column.${name}`)}
            </div>
          ))}
        </div>
        {shown.map(({ index, start }) => {
          const event = events[index];
          return event ? (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the grid has the focus and the keys.
            <div
              key={event.sequence}
              id={`event-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={index === at}
              className={`${classes.row} ${classes.event}`}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => {
                setAt(index);
                onOpen(event);
              }}
            >
              <Cell name="sequence">{formatNumber(Number(event.sequence))}</Cell>
              <Cell name="time">
                <Time at={event.time} style="exact" />
              </Cell>
              <Cell name="who">{event.actor}</Cell>
              <Cell name="about">
                {event.resource ? <span title={event.resource}>{resourceOf(event.resource).name}</span> : null}
              </Cell>
              <Cell name="what">
                {event.outcome === "done" ? null : <OutcomeText outcome={event.outcome} />}
                <span className={classes.summary}>{event.summary}</span>
              </Cell>
            </div>
          ) : null;
        })}
      </div>
      <div className={classes.foot} role="status">
        {foot}
      </div>
    </div>
  );
}

/** Where a key leads from row `at` of `count`; null when it leads nowhere. */
function rowAfter(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
    case "j":
      return at + 1;
    case "ArrowUp":
    case "k":
      return at - 1;
    case "PageDown":
      return at + PAGE_OF_ROWS;
    case "PageUp":
      return at - PAGE_OF_ROWS;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

function Cell({ name, children }: { name: (typeof columns)[number]; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the grid has the focus.
    <div role="gridcell" className={classes[name]}>
      {children}
    </div>
  );
}
