import "@testing-library/jest-dom/vitest";
import "@/lib/i18n";
import { notifications } from "@mantine/notifications";
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import { clearInspector } from "@/lib/inspectorBus";
import { closeSurface } from "@/lib/surfaces";
import { dialogs } from "./window";

afterEach(() => {
  // What stands outside of what is rendered would be there in the next test, and in the next file.
  notifications.clean();
  closeSurface();
  clearInspector();
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
  Object.assign(dialogs, { save: null, open: [] });
});

// A busy machine draws late: what is looked for may take a while to come.
configure({ asyncUtilTimeout: 5_000 });

// What happy-dom lacks and the kit asks for.
window.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    dispatchEvent: () => false,
  }) as MediaQueryList;
window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
if (!document.fonts) {
  Object.defineProperty(document, "fonts", {
    value: { ready: Promise.resolve(), addEventListener: () => undefined, removeEventListener: () => undefined },
  });
}
