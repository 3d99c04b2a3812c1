/**
 * Distinguished names as text (RFC 4514): building one out of fields, so that a comma in an
 * organisation's name stays a comma. Whether a name is allowed is the core's to say.
 */

/** Attribute types offered as fields, in the order in which they are written. */
export const ATTRIBUTES = ["CN", "OU", "O", "L", "ST", "C"] as const;
export type Attribute = (typeof ATTRIBUTES)[number];
export type NameFields = Partial<Record<Attribute, string>>;

/** Escapes one attribute value (RFC 4514 §2.4). */
export function escapeValue(value: string): string {
  return value
    .replace(/[\\"+,;<>]/g, (special) => `\\${special}`)
    .replace(/\0/g, "\\00")
    .replace(/^[ #]/, (first) => `\\${first}`)
    .replace(/ $/, "\\ ");
}

/** "CN=Example Root, O=Example Corp": with room after each part, so that a line breaks there and not within a name. */
export const readableName = (name: string): string => name.replace(/((?:\\.|[^\\,])*),(?=\S)/g, "$1, ");

/** "CN=Example Root,O=Example Corp,C=DE"; fields that are empty are left out. */
export function distinguishedName(fields: NameFields): string {
  return ATTRIBUTES.filter((attribute) => (fields[attribute] ?? "").trim() !== "")
    .map((attribute) => `${attribute}=${escapeValue((fields[attribute] ?? "").trim())}`)
    .join(",");
}
