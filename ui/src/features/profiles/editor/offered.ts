// A profile on its way from a file into the form; taken once.
import type { ProfileDocument } from "@/lib/ipc";

let offered: ProfileDocument | null = null;

export const offerDocument = (document: ProfileDocument) => {
  offered = document;
};

export function takeDocument(): ProfileDocument | null {
  const taken = offered;
  offered = null;
  return taken;
}
