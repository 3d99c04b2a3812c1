/** What the addresses of the room hold: which profile and version, and what an editor begins with. */
export type ProfilesSearch = {
  /** The profile that is looked at; all of them without. */
  name?: string;
  /** One of its versions; the newest without. */
  version?: number;
  /** The other profile that it is compared with; itself without. */
  other?: string;
  /** The version that it is compared with; the other one's newest without. */
  with?: number;
};

export type EditProfileSearch = {
  /** The profile of which a new version is written. */
  name?: string;
  /** The profile that a new one begins as. */
  from?: string;
};

const word = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const number = (value: unknown) => (Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined);

export function validateProfilesSearch(search: Record<string, unknown>): ProfilesSearch {
  const name = word(search.name);
  if (name === undefined) return {};
  const version = number(search.version);
  const other = word(search.other);
  const beside = number(search.with);
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(other === undefined || other === name ? {} : { other }),
    ...(beside === undefined ? {} : { with: beside }),
  };
}

export function validateEditProfileSearch(search: Record<string, unknown>): EditProfileSearch {
  const name = word(search.name);
  if (name !== undefined) return { name };
  const from = word(search.from);
  return from === undefined ? {} : { from };
}
