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

/** "CN=Example Root,O=Example Corp,C=DE"; fields that are empty are left out. `more` has attributes of other types. */
export function distinguishedName({ CN, ...rest }: NameFields, more: Readonly<Record<string, string>> = {}): string {
  const others = ATTRIBUTES.filter((attribute) => attribute !== "CN").map((attribute) => [attribute, rest[attribute]]);
  return [["CN", CN], ...Object.entries(more), ...others]
    .map(([attribute, value]) => [attribute, (value ?? "").trim()] as const)
    .filter(([, value]) => value !== "")
    .map(([attribute, value]) => `${attribute}=${escapeValue(value)}`)
    .join(",");
}

/** A name without its common name, as it stands beside that in a form: "O=Example Corp,C=DE". */
export const withoutCommonName = (name: string): string =>
  parts(name, ",")
    .map((rdn) =>
      parts(rdn, "+")
        .filter((attribute) => !/^\s*CN=/i.test(attribute))
        .join("+"),
    )
    .filter((rdn) => rdn !== "")
    .join(",");

/** The common name within a name, as people read it; empty when there is none. */
export function commonNameIn(name: string): string {
  const found = parts(name, ",")
    .flatMap((rdn) => parts(rdn, "+"))
    .find((attribute) => /^\s*CN=/i.test(attribute));
  return found === undefined ? "" : found.replace(/^\s*CN=/i, "").replace(/\\([ "#+,;<=>\\])/g, "$1");
}

/** Cuts at a sign that is not escaped (RFC 4514 §2.4). */
const parts = (text: string, at: "," | "+"): string[] =>
  text.match(at === "," ? /(?:\\.|[^\\,])+/g : /(?:\\.|[^\\+])+/g) ?? [];
