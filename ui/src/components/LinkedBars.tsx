import { type KeyboardEvent, type ReactElement, type ReactNode, useRef, useState } from "react";
import { stopAfter } from "@/lib/roving";
import classes from "./LinkedBars.module.css";

/** A bar as high as this share of the highest can still be seen, in percent. */
const LEAST = 2;
/** Of a slot's width, what the bar leaves free on its left, and what it fills. */
const [BESIDE, WIDTH] = [0.07, 0.86];

/** A place of the chart: how much is there, in words too. */
export type BarSlot = {
  key: string;
  count: number;
  /** What its link is called. */
  name: string;
  /** What stands over it while it is pointed at. */
  label: string;
  /** How its bar looks; grey without. */
  tone?: "expired" | "days7" | "days30" | "chosen";
  /** Drawn behind its bar, in a slot that is 1 wide and 100 high. */
  behind?: ReactNode;
};

/** What a slot's link is made with. */
export type BarLink = { className: string | undefined; label: string; tabIndex: number; children: ReactNode };

/**
 * Bars, each a link to what it counts. The label stands over the one pointed at, else over the `chosen` one, else over
 * the highest. For the keyboard all of them are one stop, in which the arrows lead from bar to bar.
 */
export function LinkedBars<S extends BarSlot>({
  title,
  slots,
  chosen = null,
  link,
  under,
}: {
  title: string;
  slots: readonly S[];
  /** The place of the one that is shown elsewhere on the page. */
  chosen?: number | null;
  link: (slot: S, link: BarLink) => ReactElement;
  /** What the axis says. */
  under: ReactNode;
}) {
  const most = Math.max(1, ...slots.map(({ count }) => count));
  const filled = slots.flatMap(({ count }, at) => (count > 0 ? [at] : []));
  const [pointed, setPointed] = useState<number | null>(null);
  const [kept, setKept] = useState<number | null>(null);
  const bars = useRef<SVGSVGElement>(null);
  const stop = [kept, chosen].find((at) => at !== null && filled.includes(at)) ?? filled[0];
  const labelled = pointed ?? chosen ?? slots.findIndex(({ count }) => count === most);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stopAfter(event.key, filled.indexOf(stop ?? -1), filled.length);
    const at = next === null ? undefined : filled[next];
    if (at === undefined) return;
    event.preventDefault();
    bars.current?.querySelector<SVGAElement>(`[data-slot="${at}"] a`)?.focus();
  };
  const share = (at: number) => `${(at / slots.length) * 100}%`;
  return (
    <div className={classes.chart}>
      <div className={classes.labels} aria-hidden>
        <span
          className={classes.label}
          style={
            labelled > slots.length / 2 ? { right: share(slots.length - labelled - 1) } : { left: share(labelled) }
          }
        >
          {slots[labelled]?.label}
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the bars are drawn, and read as a list. */}
      <svg
        ref={bars}
        className={classes.bars}
        viewBox={`0 0 ${slots.length} 100`}
        preserveAspectRatio="none"
        role="list"
        aria-label={title}
        onMouseLeave={() => setPointed(null)}
        onKeyDown={onKeyDown}
      >
        {slots.map((slot, at) => {
          const place = <rect className={classes.slot} x={0} y={0} width={1} height={100} />;
          const height = Math.max(LEAST, (slot.count / most) * 100);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: pointing shows the label, which every bar has for a name, too.
            <g
              key={slot.key}
              data-slot={at}
              transform={`translate(${at} 0)`}
              role={slot.count > 0 ? "listitem" : undefined}
              onMouseEnter={() => setPointed(at)}
              onFocus={() => {
                setPointed(at);
                setKept(at);
              }}
              onBlur={() => setPointed(null)}
            >
              {slot.behind}
              {slot.count === 0
                ? place
                : link(slot, {
                    className: classes.link,
                    label: slot.name,
                    tabIndex: at === stop ? 0 : -1,
                    children: (
                      <>
                        {place}
                        <rect
                          className={`${classes.bar} ${slot.tone ? classes[slot.tone] : ""}`}
                          x={BESIDE}
                          y={100 - height}
                          width={WIDTH}
                          height={height}
                        />
                      </>
                    ),
                  })}
            </g>
          );
        })}
      </svg>
      <div className={classes.under} aria-hidden>
        {under}
      </div>
    </div>
  );
}
