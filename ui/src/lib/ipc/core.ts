import { commands } from "./bindings";
import { asCoreError } from "./errors";

type Commands = typeof commands;

/** Every command of the core, as generated, except that what it throws is always a CoreError. */
export const core: Commands = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await (command as (...args: unknown[]) => Promise<unknown>)(...args);
      } catch (thrown) {
        throw asCoreError(thrown);
      }
    },
  ]),
) as Commands;
