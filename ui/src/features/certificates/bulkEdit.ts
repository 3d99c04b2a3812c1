/** What is to be written about all that is ticked: only what was chosen; chosen and left empty, it is removed. */
import type { Environment, MetadataChange } from "@/lib/ipc";

export type Records = {
  owner: string;
  ownerChosen: boolean;
  environment: Environment | null;
  environmentChosen: boolean;
  notes: string;
  notesChosen: boolean;
  /** Tags that are put on, and tags that are taken off; the others stay. */
  tagsAdded: string[];
  tagsRemoved: string[];
};

export const NOTHING_CHOSEN: Records = {
  owner: "",
  ownerChosen: false,
  environment: null,
  environmentChosen: false,
  notes: "",
  notesChosen: false,
  tagsAdded: [],
  tagsRemoved: [],
};

export const isChange = (records: Records): boolean =>
  records.ownerChosen || records.environmentChosen || records.notesChosen || changesTags(records);

const changesTags = ({ tagsAdded, tagsRemoved }: Records): boolean => tagsAdded.length + tagsRemoved.length > 0;

export const changeOf = (records: Records): MetadataChange => ({
  owner: change(records.ownerChosen, records.owner.trim() || null),
  environment: change(records.environmentChosen, records.environment),
  notes: change(records.notesChosen, records.notes.trim() || null),
  tags: changesTags(records)
    ? { kind: "adjust", add: records.tagsAdded, remove: records.tagsRemoved }
    : { kind: "keep" },
});

function change<T>(chosen: boolean, value: T | null) {
  if (!chosen) return { kind: "keep" as const };
  return value === null ? { kind: "clear" as const } : { kind: "set" as const, value };
}
