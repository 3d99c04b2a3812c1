import { readableName } from "@/lib/distinguishedName";
import { Fingerprint } from "./Identifier";
import { Time } from "./Time";
import { useAlgorithm } from "./useAlgorithm";
import { useSpoken } from "./useSpoken";

const HEXADECIMAL = /^(?:[0-9a-f]{16,}|(?:[0-9a-f]{2}:){7,}[0-9a-f]{2})$/i;
/** A time as the core writes it. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const NAME = /^[A-Za-z0-9.]+=/;
const KEY = /^([a-z0-9-]+)( \(.*\))?$/;

/**
 * A fact that the core tells as text, shown as what it is: identifiers grouped and to be copied, times in the person's
 * zone, names with room to break, algorithms by their word. `label` says what is copied.
 */
export function FactValue({ label, value }: { label: string; value: string }) {
  const algorithm = useAlgorithm();
  const spoken = useSpoken();
  if (HEXADECIMAL.test(value)) return <Fingerprint value={value.replaceAll(":", "")} thing={label} />;
  if (TIME.test(value) && !Number.isNaN(Date.parse(value))) return <Time at={value} style="exact" />;
  if (NAME.test(value)) return readableName(value);
  const key = KEY.exec(value);
  if (!key?.[1]) return spoken(value);
  const called = algorithm(key[1]);
  // Most names hold the size: "RSA 2048".
  return called !== key[1] && /\d/.test(called) ? called : called + (key[2] ?? "");
}
