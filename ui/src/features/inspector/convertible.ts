import { ALL_CONVERSIONS, type ExportForm, groupOf } from "@/components/exporting/exportForms";
import type { Inspected } from "@/lib/ipc";

const LOCKED: readonly Inspected["kind"][] = ["encrypted-private-key", "pkcs12-locked", "jks-locked", "unreadable"];

/** The forms that what was found can be written in: none where something is locked or unreadable and would be missed. */
export function convertibleForms(found: readonly Inspected[]): readonly ExportForm[] {
  const has = (...kinds: Inspected["kind"][]) => found.some(({ kind }) => kinds.includes(kind));
  if (found.length === 0 || has(...LOCKED)) return [];
  const certificate = has("certificate");
  const key = has("private-key");
  const only = found.length === 1;
  return ALL_CONVERSIONS.filter((form) => {
    if (form === "pem") return has("certificate", "request", "crl", "public-key");
    if (form === "der") return only && !key;
    switch (groupOf(form)) {
      case "certificate":
        return certificate;
      case "withKey":
      case "server":
        return certificate && key;
      case "key":
        return key;
      case "public":
        return has("certificate", "private-key", "public-key");
      default:
        return false;
    }
  });
}
