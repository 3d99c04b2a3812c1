// The vault's door, its people and its log, in memory.
import type {
  AuditEvent,
  AuditPage,
  AuditQuery,
  AuditVerdict,
  ConsoleState,
  KeychainState,
  Permission,
  Role,
  Session,
} from "@/lib/ipc/bindings";
import type { Estate } from "./estate";
import { refused } from "./inventory";

const all: Permission[] = [
  "view",
  "issue",
  "revoke",
  "import",
  "export-key",
  "manage-authorities",
  "manage-profiles",
  "publish-crl",
  "manage-targets",
  "read-audit",
  "manage-vault",
  "manage-users",
  "override-lint",
];

const granted: Record<Role, Permission[]> = {
  administrator: all,
  operator: ["view", "issue", "revoke", "import", "publish-crl"],
  auditor: ["view", "read-audit"],
  viewer: ["view"],
};

export const sessionOf = (estate: Estate, user: string, role: Role, openedWith: Session["openedWith"]): Session => ({
  user,
  role,
  permissions: granted[role],
  vaultId: "9b2ce07741af3d58c6a1f2aa60d1f2aa",
  vaultName: estate.settings.vaultName,
  vaultPath: "/home/ada/.local/share/chancery",
  openedWith,
  idleLockMinutes: estate.settings.idleLockMinutes,
});

export type Door = {
  phase: ConsoleState["phase"];
  session: Session | null;
  keychain: boolean;
  demo: boolean;
  passphrase: string;
};

export const consoleState = (estate: Estate, door: Door): ConsoleState => ({
  phase: door.phase,
  vaultPath: "/home/ada/.local/share/chancery",
  // While it is locked its name is sealed in it, and the folder's stands for it.
  vaultName: door.phase === "no-vault" ? null : estate.settings.vaultName,
  slots: door.phase === "no-vault" ? [] : estate.slots,
  session: door.session,
  version: "0.1.0",
  demo: door.demo,
  documentsFolder: "/home/ada/Documents",
});

export const keychainState = (door: Door): KeychainState =>
  door.keychain
    ? { available: true, explanation: null }
    : {
        available: false,
        explanation:
          "No Secret Service answers on this machine, so that the operating system has no keychain to offer.",
      };

export function auditEvents({ events }: Estate, query: AuditQuery): AuditPage {
  const text = query.text?.toLowerCase();
  const found = events.filter(
    (event: AuditEvent) =>
      (!query.before || Number(event.sequence) < Number(query.before)) &&
      (!query.actor || event.actor === query.actor) &&
      (!query.action || event.action.startsWith(query.action)) &&
      (!query.outcome || event.outcome === query.outcome) &&
      (!query.resource || event.resource === query.resource) &&
      (!query.since || event.time >= query.since) &&
      (!query.until || event.time < query.until) &&
      (!text || event.summary.toLowerCase().includes(text)),
  );
  const page = found.slice(0, query.limit);
  return { events: page, next: found.length > page.length ? (page.at(-1)?.sequence ?? null) : null };
}

export function checkPassphrase(passphrase: string, field = "passphrase") {
  if (passphrase.length < 12) throw refused("passphrase-short", "A passphrase has at least 12 characters.", field);
}

export const intact = ({ events }: Estate): AuditVerdict => ({
  intact: true,
  acceptable: false,
  events: String(events.length),
  head: events[0]?.hash ?? "0".repeat(64),
  message: `All ${events.length} events are there, in order and unchanged.`,
  brokenAt: null,
  publicKey: "302a300506032b65700321009b2ce07741af3d58c6a1f2aa60d1f2aa9b2ce07741af3d58",
  anchor: "keychain",
});
