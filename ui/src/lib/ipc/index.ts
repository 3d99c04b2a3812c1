// The one door to the core and the window. Nothing else imports @tauri-apps/*.
export type * from "./bindings";
export { core } from "./core";
export { asCoreError, CoreError } from "./errors";
export * from "./window";
