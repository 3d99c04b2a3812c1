import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What stands in for the window's own functions where there is no window: under test and in the gallery. */
const withoutWindow = [
  "@tauri-apps/api/core",
  "@tauri-apps/api/event",
  "@tauri-apps/api/webview",
  "@tauri-apps/plugin-dialog",
  "@tauri-apps/plugin-clipboard-manager",
].map((find) => ({ find, replacement: here("./src/testing/window.ts") }));

/** The gallery begins with the fake core instead of the window's own. */
const gallery: Plugin = {
  name: "gallery",
  transformIndexHtml: {
    order: "pre",
    handler: (html) => html.replace("/src/main.tsx", "/src/testing/gallery/start.ts"),
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [react(), mode === "gallery" && gallery],
  resolve: {
    alias: [
      { find: /^@\//, replacement: `${here("./src")}/` },
      ...(mode === "gallery" || mode === "test" ? withoutWindow : []),
    ],
  },
  server: { port: 1420, strictPort: true },
  clearScreen: false,
  build: {
    // The window's own engines: WebView2, WKWebView of macOS 13, WebKitGTK 2.40.
    target: ["es2022", "chrome110", "safari16"],
    // Nothing may travel inside the HTML or CSS as a data: address that the content policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    // An engine keeps a script in one octet a character where all of them fit, else in two.
    rolldownOptions: { output: { charset: "ascii" } },
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["./src/testing/setup.ts"],
    env: { TZ: "Europe/Berlin", DEBUG_PRINT_LIMIT: "0" },
    css: false,
    testTimeout: 60_000,
    // One file after the other in the same surroundings: to set them up anew for each takes longer than the tests.
    isolate: false,
    restoreMocks: true,
    // Nothing has a size here, so that Mantine finds nothing to focus in a popover, and prints all of it each time.
    onConsoleLog: (log) => (log.includes("use-focus-trap") ? false : undefined),
  },
}));
