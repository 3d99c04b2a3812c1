import { useNameKind } from "@/components/signing/NameList";
import { useUsageWord } from "@/components/Usage";
import { useSpoken } from "@/components/useSpoken";
import { formatNumber } from "@/lib/format";

const LENGTH = /\b\d{4,}(?= (?:days|hours|minutes)\b)/g;

/** What the core says of a rule, in the words that the rest of the window has for keys, names and usages. */
export function useRuleWords(): (text: string) => string {
  const usage = useUsageWord();
  const kindOf = useNameKind();
  const spoken = useSpoken();
  return (text) =>
    text
      .split(", ")
      .map((part) => usage(part) ?? spoken(kindOf(part)))
      .join(", ")
      .replace(LENGTH, (length) => formatNumber(Number(length)));
}
