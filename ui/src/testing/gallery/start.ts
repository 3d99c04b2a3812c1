// The gallery: the console in a browser over the fake core. The address says which: ?state=…&scheme=…&role=…
import type { Role } from "@/lib/ipc/bindings";
import { installFakeCore } from "../fakeCore";

const asked = new URLSearchParams(window.location.search);
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
