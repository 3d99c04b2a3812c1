import type { CommandError } from "./bindings";

/** A refusal or failure as the core tells it: a stable code, a sentence, and the form field it belongs to. */
export class CoreError extends Error {
  readonly code: string;
  readonly field: string | null;

  constructor({ code, message, field }: CommandError) {
    super(message);
    this.name = "CoreError";
    this.code = code;
    this.field = field;
  }
}

const isCommandError = (value: unknown): value is CommandError =>
  typeof value === "object" && value !== null && "code" in value && "message" in value;

/** Whatever was thrown, as a CoreError. The window's own refusals (access control, a lost connection) arrive as strings. */
export function asCoreError(thrown: unknown): CoreError {
  if (thrown instanceof CoreError) return thrown;
  if (isCommandError(thrown)) {
    return new CoreError({ code: String(thrown.code), message: String(thrown.message), field: thrown.field ?? null });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CoreError({ code: "window", message, field: null });
}
