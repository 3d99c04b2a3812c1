import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { countOf } from "@/components/signing/findings";
import { useTitledProfiles } from "@/components/useProfileTitle";
import {
  type AuthoritySummary,
  asCoreError,
  type CertificateDetail,
  core,
  type IssueRequest,
  type ProfileView,
} from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { useVaultStorage } from "@/lib/vaultStorage";
import {
  blocks,
  emptyValues,
  type Field,
  fieldOf,
  type IssueValues,
  NAMES,
  placed,
  requestOf,
  worthPreviewing,
} from "./issueForm";
import { type LastChoices, lastChoices, rememberChoices } from "./lastChoices";
import { useProfileRules } from "./useProfileRules";

/** Typing pauses this long before the core is asked what it would sign, in milliseconds. */
const PAUSE = 300;

/** The form's values, what the core says about them while they are typed, and the deed itself. */
export function useIssueForm({
  authorities,
  profiles,
  authority,
  profile,
  csr,
  onIssued,
}: {
  authorities: readonly AuthoritySummary[];
  profiles: readonly ProfileView[];
  authority: string | undefined;
  profile: string | undefined;
  csr: string | null;
  onIssued: (certificate: CertificateDetail) => void;
}) {
  const storage = useVaultStorage();
  const titled = useTitledProfiles();
  const [values, setValues] = useState(() =>
    firstValues(authorities, profiles, authority, profile, csr, lastChoices(storage)),
  );
  // Made once per opened form: however often it is sent, one certificate is issued.
  const [token] = useState(() => crypto.randomUUID());
  const [touched, setTouched] = useState<ReadonlySet<Field>>(new Set());
  const [attempted, setAttempted] = useState(false);
  const set = useCallback((change: Partial<IssueValues>, field?: Field) => {
    setValues((now) => ({ ...now, ...change }));
    if (field) setTouched((now) => (now.has(field) ? now : new Set(now).add(field)));
  }, []);

  const rules = useProfileRules(values.profile);
  const request = useMemo(
    () => requestOf(values, token, (attribute) => rules.ofAttribute(attribute).closed),
    [values, token, rules],
  );
  const [settled] = useDebouncedValue(request, PAUSE);
  const worth = worthPreviewing(values);
  const preview = useQuery({
    queryKey: keys.previews("issue", settled),
    queryFn: () => core.previewIssue(settled),
    enabled: worth,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const issuing = useCommand((what: IssueRequest) => core.issueCertificate(what), {
    onDone: (certificate) => {
      rememberChoices(storage, values);
      onIssued(certificate);
    },
  });

  const refusal = preview.error ? asCoreError(preview.error) : null;
  const findings = useMemo(
    () => (worth && !refusal ? (preview.data?.findings ?? []) : []),
    [worth, refusal, preview.data],
  );
  const { byField } = useMemo(() => placed(findings, values.keySource), [findings, values.keySource]);
  const duplicates = worth && !refusal ? (preview.data?.duplicates ?? []) : [];
  const checking = settled !== request || preview.isFetching;
  const blocked =
    !worth ||
    checking ||
    refusal !== null ||
    blocks(findings, values.overrideLint) ||
    (duplicates.length > 0 && !values.allowDuplicate);

  /** What stands at a field: not before one has been there, unless sending was tried. */
  const errorAt = (field: Field): string | undefined => {
    const refused = [issuing.error, refusal].find((error) => error && fieldOf(error.field, values.keySource) === field);
    if (refused) return titled(refused.message);
    // The names belong together: a common name that is no host name is missed at the DNS names.
    const reached = NAMES.includes(field) ? NAMES.some((name) => touched.has(name)) : touched.has(field);
    if (!reached && !attempted) return undefined;
    const found = byField[field]?.filter(({ severity }) => severity === "error") ?? [];
    return found.length > 0 ? titled(found.map(({ message }) => message).join(" ")) : undefined;
  };
  const submit = () => {
    setAttempted(true);
    if (!blocked) issuing.run(request);
  };
  return {
    values,
    set,
    rules,
    preview: worth ? preview.data : undefined,
    previewError: refusal,
    checking,
    worth,
    blocked,
    unanswered: duplicates.length > 0 && !values.allowDuplicate,
    errors: countOf("error", findings),
    // That there are duplicates is said by itself.
    warnings: countOf(
      "warning",
      findings.filter(({ code }) => code !== "duplicate"),
    ),
    errorAt,
    submit,
    pending: issuing.pending,
    refused: issuing.error && fieldOf(issuing.error.field, values.keySource) === null ? issuing.error : null,
  };
}

function firstValues(
  authorities: readonly AuthoritySummary[],
  profiles: readonly ProfileView[],
  authority: string | undefined,
  chosen: string | undefined,
  csr: string | null,
  last: LastChoices,
): IssueValues {
  const known = (id: string | undefined) => authorities.find((each) => each.id === id)?.id;
  // A root is better kept for signing authorities: offer an issuing one first.
  const usual = authorities.find((each) => !each.isRoot && each.keyState !== "locked") ?? authorities[0];
  const profile = profiles.find((each) => each.name === (chosen ?? last.profile)) ?? profiles[0];
  const values = {
    ...emptyValues(known(authority) ?? known(last.authority) ?? usual?.id ?? "", profile?.name ?? "web-server"),
    ...(csr === null ? {} : { keySource: "csr" as const, csr }),
  };
  return {
    ...values,
    algorithm: last.algorithm && profile?.algorithms.includes(last.algorithm) ? last.algorithm : null,
    organization: last.organization ?? "",
    unit: last.unit ?? "",
    locality: last.locality ?? "",
    state: last.state ?? "",
    country: last.country ?? "",
    owner: last.owner ?? "",
    environment: last.environment ?? null,
  };
}

export type IssueFormState = ReturnType<typeof useIssueForm>;
