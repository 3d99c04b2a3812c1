// Stands in for the window's own functions where there is none: under test and in the gallery.
import type { FakeCommands } from "./fakeCore";

let core: FakeCommands | null = null;
const listeners = new Map<string, Set<(event: { payload: unknown }) => void>>();

/** Everything the UI asks for from now on is answered by this core. */
export function standInFor(fake: FakeCommands) {
  core = fake;
}

const named = (command: string) => command.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export async function invoke(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
  const answer = core?.[named(command) as keyof FakeCommands] as ((...args: unknown[]) => unknown) | undefined;
  if (!answer) throw `Command ${command} not found`;
  // As over the real boundary, nothing is shared between the two sides.
  return structuredClone(await answer(...structuredClone(Object.values(args))));
}

export async function listen(event: string, handler: (event: { payload: unknown }) => void) {
  const handlers = listeners.get(event) ?? new Set();
  listeners.set(event, handlers.add(handler));
  return () => handlers.delete(handler);
}

/** Does what the core does when it tells the window something. */
export function emit(event: string, payload: unknown = null) {
  for (const handler of listeners.get(event) ?? []) handler({ payload });
}

type Drag = { type: "enter" | "over" | "drop" | "leave"; paths: string[] };
export const getCurrentWebview = () => ({
  onDragDropEvent: (handler: (event: { payload: Drag }) => void) =>
    listen("drag-drop", handler as (event: { payload: unknown }) => void),
});

/** What was copied last. */
export const clipboard = { text: "" };
export const writeText = async (text: string) => {
  clipboard.text = text;
};

/** What the file dialogs answer. */
export const dialogs: { save: string | null; open: string[] } = { save: null, open: [] };
export const save = async () => dialogs.save;
export const open = async ({ directory = false }: { directory?: boolean } = {}) => {
  if (dialogs.open.length === 0) return null;
  return directory ? dialogs.open[0] : dialogs.open;
};
