import { useCallback, useEffect, useLayoutEffect, useState } from "react";

/** The height of a row, in pixels. */
export const ROW = 32;
/** The height of the head, which stays in sight. */
export const HEAD = 33;
/** Rows above and below what is in sight that are drawn, too. */
const BEYOND = 12;
/** No element may be higher than 2^25 pixels (WebKit, Chromium); a list that would be is scrolled through in larger steps. */
const HIGHEST = 30_000_000;

type Sight = { first: number; last: number; top: number };

/**
 * Which of `count` rows of one height are in sight of a frame, and where the first of them is drawn. Nothing is kept for
 * a row that is not drawn, so that a million of them are as quick as ten.
 */
export function useSight(frame: React.RefObject<HTMLDivElement | null>, count: number) {
  const full = count * ROW;
  const height = Math.min(full, HIGHEST);
  const [sight, setSight] = useState<Sight>({ first: 0, last: -1, top: 0 });

  /** How far down the list one is, and how far at most, with `scrollTop` as it is and at its most. */
  const measure = useCallback(() => {
    const { scrollTop = 0, clientHeight = 0 } = frame.current ?? {};
    const room = Math.max(0, clientHeight - HEAD);
    const most = Math.max(0, full - room);
    const scale = height > room && full > height ? most / (height - room) : 1;
    return { scrollTop, room, most, scale, offset: Math.min(scrollTop * scale, most) };
  }, [frame, full, height]);

  const look = useCallback(() => {
    const { scrollTop, room, offset } = measure();
    const first = Math.max(0, Math.floor(offset / ROW) - BEYOND);
    const last = Math.min(count, Math.ceil((offset + room) / ROW) + BEYOND) - 1;
    const top = full > height ? scrollTop - (offset - first * ROW) : first * ROW;
    setSight((now) => (now.first === first && now.last === last && now.top === top ? now : { first, last, top }));
  }, [measure, count, full, height]);

  useLayoutEffect(look, [look]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    element.addEventListener("scroll", look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      resized.disconnect();
    };
  }, [frame, look]);

  /** Scrolls as little as brings a row into sight. */
  const show = useCallback(
    (index: number) => {
      const { room, most, scale, offset } = measure();
      const above = index * ROW;
      const wanted = Math.min(above, Math.max(offset, above + ROW - room));
      if (wanted !== offset && frame.current) {
        frame.current.scrollTop = Math.min(wanted, most) / scale;
        look();
      }
    },
    [frame, measure, look],
  );
  /** Rows that fit into the frame, but one that keeps one's place. */
  const page = useCallback(() => Math.max(1, Math.floor(measure().room / ROW) - 1), [measure]);
  return { ...sight, height, show, page };
}
