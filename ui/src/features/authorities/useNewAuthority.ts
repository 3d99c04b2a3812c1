import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import {
  type AuthorityDetail,
  type AuthoritySummary,
  asCoreError,
  type CreateAuthority,
  type CrlRules,
  core,
} from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { type AuthorityValues, newAuthority, requestOf } from "./authorityForm";
import { RULE_FIELDS } from "./crlRules";

/** Typing pauses this long before the core is asked what it would sign, in milliseconds. */
const PAUSE = 300;

/** The form's values, what the core would sign for them, and creating it. */
export function useNewAuthority(
  parent: AuthoritySummary | null,
  crlDays: number,
  onCreated: (authority: AuthorityDetail) => void,
) {
  const [values, setValues] = useState(() => newAuthority(parent, crlDays, new Date()));
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const set = (change: Partial<AuthorityValues>) => {
    setValues((now) => ({ ...now, ...change }));
    setTouched((now) => new Set([...now, ...Object.keys(change)]));
  };
  const request = useMemo(() => requestOf(values), [values]);
  // The passphrase has no part in what is signed and no business in a cache of previews.
  const asked = useMemo<CreateAuthority>(() => ({ ...request, passphrase: null }), [request]);
  const [settled] = useDebouncedValue(asked, PAUSE);
  const worth = request.name !== "" && request.subject !== "";
  const preview = useQuery({
    queryKey: keys.previews("authority", settled),
    queryFn: () => core.previewAuthority(settled),
    enabled: worth && settled.name !== "",
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const creating = useCommand((what: CreateAuthority) => core.createAuthority(what), { onDone: onCreated });
  const refusal = preview.error ? asCoreError(preview.error) : null;
  const findings = worth && !refusal ? (preview.data?.findings ?? []) : [];
  const errors = findings.filter(({ severity }) => severity === "error");
  const mismatch = values.ownPassphrase && (values.passphrase === "" || values.passphrase !== values.passphraseAgain);
  const checking = settled !== asked || preview.isFetching;
  const blocked = !worth || checking || refusal !== null || errors.length > 0 || mismatch;
  const errorAt = (field: keyof CreateAuthority | keyof CrlRules): string | undefined => {
    const refused = [creating.error, refusal].find((error) => error?.field === field);
    if (refused) return refused.message;
    if (touched.size === 0) return undefined;
    return errors.find((finding) => finding.field === field)?.message;
  };
  return {
    values,
    set,
    setValues,
    preview: worth ? preview.data : undefined,
    previewError: refusal,
    checking,
    worth,
    blocked,
    errorAt,
    submit: () => {
      if (!blocked) creating.run(request);
    },
    pending: creating.pending,
    refused: creating.errorBeside(...FIELDS),
  };
}

/** The fields at which a refusal is shown; any other stands above the button. */
const FIELDS: (keyof CreateAuthority | keyof CrlRules)[] = [
  ...RULE_FIELDS,
  "name",
  "subject",
  "key",
  "days",
  "parent",
  "pathLen",
  "permitDns",
  "excludeDns",
  "permitIp",
  "excludeIp",
  "permitEmail",
  "excludeEmail",
  "crlUrl",
  "aiaUrl",
  "ocspUrl",
  "crlDays",
  "passphrase",
];

export type NewAuthorityState = ReturnType<typeof useNewAuthority>;
