import type { commands } from "@/lib/ipc/bindings";

export type FakeCommands = typeof commands;
