/** Inputs into which nobody types: single-key shortcuts go on working there. */
const SILENT: readonly string[] = ["radio", "checkbox", "button", "submit", "reset", "file"];

/** Whether typing goes into this element, so that single-key shortcuts must keep still. */
export function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    !(target instanceof HTMLInputElement && SILENT.includes(target.type)) &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=textbox], [role=combobox]") !== null)
  );
}

/** Whether a dialog or drawer is open, which then owns the keyboard. */
export const dialogOpen = (): boolean => document.querySelector("[role=dialog]") !== null;
