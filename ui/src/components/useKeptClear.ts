import { type RefObject, useEffect, useRef } from "react";

/** How much further than its edge a field is scrolled out from under what sticks. */
const AIR = 8;

/**
 * For what sticks to the lower edge of a page or dialog: whatever gets the focus is scrolled clear of it, however high
 * it grows (WCAG 2.2, 2.4.11). Done here because not every window heeds scroll-padding when the focus moves, nor scrolls
 * what has the focus as far as it must. Where it stands below what scrolls, `within` is something inside of that, and
 * `place` changes when it has found its place.
 */
export function useKeptClear(within?: RefObject<HTMLElement | null>, place?: unknown) {
  const sticking = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it may stand elsewhere then.
  useEffect(() => {
    const foot = sticking.current;
    const frame = foot && scrollerOf(within?.current ?? foot);
    if (!frame) return;
    // After the window has done its own scrolling, which comes after the event.
    const clear = () => {
      if (!pressed) setTimeout(() => keepClear(frame, foot));
    };
    // Nothing moves away from under a press: it would end beside what it began on.
    let pressed = false;
    const press = () => {
      pressed = true;
    };
    const release = () => {
      pressed = false;
    };
    frame.addEventListener("focusin", clear);
    frame.addEventListener("pointerdown", press, true);
    window.addEventListener("pointerup", release, true);
    window.addEventListener("pointercancel", release, true);
    const grown = new ResizeObserver(clear);
    grown.observe(foot);
    return () => {
      grown.disconnect();
      frame.removeEventListener("focusin", clear);
      frame.removeEventListener("pointerdown", press, true);
      window.removeEventListener("pointerup", release, true);
      window.removeEventListener("pointercancel", release, true);
    };
  }, [within, place]);
  return sticking;
}

function keepClear(frame: HTMLElement, foot: HTMLElement) {
  const focused = document.activeElement;
  if (!focused || !frame.contains(focused) || foot.contains(focused)) return;
  const field = focused.getBoundingClientRect();
  const sticks = foot.getBoundingClientRect();
  if (field.right <= sticks.left || field.left >= sticks.right) return;
  const upper = frame.getBoundingClientRect().top + (Number.parseFloat(getComputedStyle(frame).scrollPaddingTop) || 0);
  const lower = Math.min(sticks.top, frame.getBoundingClientRect().bottom) - AIR;
  // Of what is higher than the room there is, the beginning is shown.
  if (field.top < upper || field.height > lower - upper) frame.scrollTop += field.top - upper - AIR;
  else if (field.bottom > lower) frame.scrollTop += field.bottom - lower;
}

function scrollerOf(element: Element): HTMLElement | null {
  for (let each = element.parentElement; each; each = each.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  }
  return null;
}
