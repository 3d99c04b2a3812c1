import type { ProfileDocument } from "@/lib/ipc";
import type { Flaws } from "./flaws";

/** A part of the form: what it shows of the document, what to do when that changes, and what is wrong with it. */
export type PartProps<Name extends keyof ProfileDocument> = {
  value: ProfileDocument[Name];
  onChange: (value: ProfileDocument[Name]) => void;
  flaws: Flaws;
};
