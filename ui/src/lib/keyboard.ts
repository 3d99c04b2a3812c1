/** Whether typing goes into this element, so that single-key shortcuts must keep still. */
export function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=textbox], [role=combobox]") !== null)
  );
}

/** Whether a dialog or drawer is open, which then owns the keyboard. */
export const dialogOpen = (): boolean => document.querySelector("[role=dialog]") !== null;
