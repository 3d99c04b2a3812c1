/** Inputs into which nobody types: single-key shortcuts go on working there. */
const SILENT = "input:is([type=radio], [type=checkbox], [type=button], [type=submit], [type=reset], [type=file])";

/** Whether typing goes into this element, so that single-key shortcuts must keep still. */
export function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    !target.matches(SILENT) &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=textbox], [role=combobox]") !== null)
  );
}

/** Whether a dialog or drawer is open, which then owns the keyboard. */
export const dialogOpen = (): boolean => document.querySelector("[role=dialog]") !== null;
