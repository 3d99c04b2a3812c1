// What the window itself offers: its events, file dialogs, the clipboard, files dropped on it.
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { writeText } from "@tauri-apps/plugin-clipboard-manager";
import { open, save } from "@tauri-apps/plugin-dialog";

/** Stops listening. */
type Stop = () => void;

/** Turns "a promise of a stop function" into one that can be called at once. */
function stoppable(starting: Promise<Stop>): Stop {
  let stopped = false;
  let stop: Stop | null = null;
  starting.then(
    (started) => {
      if (stopped) started();
      else stop = started;
    },
    () => undefined,
  );
  return () => {
    stopped = true;
    stop?.();
  };
}

/** The core's word for it, as in `src-tauri/src/idle.rs`. */
const VAULT_LOCKED = "vault-locked";

/** Calls `then` whenever the vault was locked, by idleness or by another window of the core. */
export const onVaultLocked = (then: () => void): Stop => stoppable(listen(VAULT_LOCKED, then));

export type FileDrag = { kind: "over" } | { kind: "left" } | { kind: "dropped"; paths: string[] };

/** Files dragged over the window from the desktop. */
export function onFileDrag(then: (drag: FileDrag) => void): Stop {
  return stoppable(
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "drop") then({ kind: "dropped", paths: payload.paths });
      else if (payload.type === "leave") then({ kind: "left" });
      else then({ kind: "over" });
    }),
  );
}

export type FileKinds = { name: string; extensions: string[] }[];

/** Asks where to save; null when the person changed their mind. */
export const choosePathToSave = (title: string, suggested: string, filters: FileKinds = []): Promise<string | null> =>
  save({ title, defaultPath: suggested, filters });

/** Asks for files to open; empty when the person changed their mind. */
export async function chooseFilesToOpen(
  title: string,
  options: { multiple?: boolean; filters?: FileKinds; folder?: string } = {},
): Promise<string[]> {
  const chosen = await open({
    title,
    multiple: options.multiple ?? false,
    filters: options.filters ?? [],
    defaultPath: options.folder,
  });
  if (chosen === null) return [];
  return Array.isArray(chosen) ? chosen : [chosen];
}

/** Asks for a folder; null when the person changed their mind. */
export const chooseFolder = (title: string): Promise<string | null> => open({ title, directory: true });

export const copyText = (text: string): Promise<void> => writeText(text);
