// The gallery: the console in a browser over the fake core. The address says which: ?state=…&scheme=…&role=…
import type { Role } from "@/lib/ipc/bindings";
import { installFakeCore } from "../fakeCore";

// Kept for reloads, and taken out of the address, where the router would read it as its own.
const kept = "gallery";
if (window.location.search) sessionStorage.setItem(kept, window.location.search);
const asked = new URLSearchParams(sessionStorage.getItem(kept) ?? "");
window.history.replaceState(null, "", window.location.pathname + window.location.hash);

const state = asked.get("state") ?? "full";
const scheme = asked.get("scheme");
if (scheme) localStorage.setItem("mantine-color-scheme-value", scheme);

installFakeCore({
  phase: state === "locked" ? "locked" : state === "first-run" ? "no-vault" : "open",
  empty: state === "empty",
  failing: state === "failing",
  role: (asked.get("role") as Role | null) ?? "administrator",
  keychain: asked.get("keychain") !== "no",
  demo: asked.get("demo") === "yes",
});

await import("../../main");
