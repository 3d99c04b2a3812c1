import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type AttributeRule, core, type NameKind, type ProfileDocument } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";

/** How a field of the form stands under a profile. */
export type FieldRule = {
  /** Nothing can be written there. */
  closed: boolean;
  required: boolean;
  /** What is written when nobody writes anything; the only value where the field is closed. */
  value: string | null;
  pattern: string | null;
};

const OPEN: FieldRule = { closed: false, required: false, value: null, pattern: null };

/** What a profile says about the fields of the form; everything is open until it is known. The core judges. */
export function useProfileRules(name: string) {
  const { data } = useQuery({
    queryKey: keys.profiles.one(name, null),
    queryFn: () => core.profile({ name, version: null }),
  });
  return useMemo(() => rulesOf(data?.document), [data]);
}

export type ProfileRules = ReturnType<typeof rulesOf>;

export function rulesOf(document: ProfileDocument | undefined) {
  const ruleFor = (attribute: string) =>
    document?.subject.attributes.find((rule) => rule.attribute.toUpperCase() === attribute.toUpperCase());
  return {
    ofAttribute: (attribute: string): FieldRule => {
      const rule = ruleFor(attribute);
      if (rule) return fieldRule(rule);
      return document?.subject.others === "forbidden" ? { ...OPEN, closed: true } : OPEN;
    },
    /** Attributes with a rule that the form has no field for otherwise. */
    more: (document?.subject.attributes ?? [])
      .filter(({ attribute, presence }) => presence !== "forbidden" && !STANDARD.has(attribute.toUpperCase()))
      .map(({ attribute }) => attribute),
    allows: (kind: NameKind): boolean => document === undefined || document.names[kind] !== null,
  };
}

const STANDARD = new Set(["CN", "O", "OU", "L", "ST", "C"]);

function fieldRule({ presence, value, pattern }: AttributeRule): FieldRule {
  return {
    closed: presence === "fixed" || presence === "forbidden",
    required: presence === "required",
    value: presence === "forbidden" ? null : value,
    pattern,
  };
}
