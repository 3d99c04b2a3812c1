/** Where a key takes the cursor of a grid of `rows` rows, of which `page` fit the window; null for other keys. */
export function cursorAfter(key: string, at: number, page: number, rows: number): number | null {
  const within = (index: number) => Math.max(0, Math.min(index, rows - 1));
  switch (key) {
    case "ArrowDown":
    case "j":
      return within(at + 1);
    case "ArrowUp":
    case "k":
      return within(at - 1);
    case "PageDown":
      return within(at + page);
    case "PageUp":
      return within(at - page);
    case "Home":
      return 0;
    case "End":
      return within(rows - 1);
    default:
      return null;
  }
}
