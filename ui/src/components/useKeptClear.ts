import { useEffect, useRef } from "react";

/** How much further than its edge a field is scrolled out from under what sticks. */
const AIR = 8;

/**
 * For what sticks to the lower edge of a page or dialog: whatever gets the focus is scrolled clear of it, however high
 * it grows (WCAG 2.2, 2.4.11).
 */
export function useKeptClear() {
  const sticking = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const foot = sticking.current;
    const frame = foot && scrollerOf(foot);
    if (!frame) return;
    const keep = () => {
      frame.style.scrollPaddingBottom = `${foot.offsetHeight + AIR}px`;
    };
    keep();
    const size = new ResizeObserver(keep);
    size.observe(foot);
    return () => {
      size.disconnect();
      frame.style.scrollPaddingBottom = "";
    };
  }, []);
  return sticking;
}

function scrollerOf(element: Element): HTMLElement | null {
  for (let each = element.parentElement; each; each = each.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  }
  return null;
}
