import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { asCoreError, type CertificateDetail, core, type RenewRequest } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useCommand } from "@/lib/query/useCommand";
import { type RenewalValues, requestOf, valuesOf } from "./renewalForm";

/** Typing pauses this long before the core is asked what it would sign, in milliseconds. */
const PAUSE = 300;

/** The fields that a refusal or a finding can belong to, by the names that the core has for them. */
const FIELDS = [
  "key",
  "algorithm",
  "days",
  "commonName",
  "subjectRest",
  "dns",
  "ip",
  "email",
  "uri",
  "revokeOldAfterHours",
];

/** The form's values, what the core says would be signed while they are typed, and the deed itself. */
export function useRenewal(certificate: CertificateDetail, onRenewed: (made: CertificateDetail) => void) {
  const [values, setValues] = useState(() => valuesOf(certificate));
  // Made once per opened form: however often it is sent, it is renewed once.
  const [token] = useState(() => crypto.randomUUID());
  const request = useMemo(() => requestOf(values, certificate, token), [values, certificate, token]);
  const [settled] = useDebouncedValue(request, PAUSE);
  const { id } = certificate.row;
  const preview = useQuery({
    queryKey: keys.previews("renew", { id, request: settled }),
    queryFn: () => core.previewRenewal(id, settled),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  const renewing = useCommand((what: RenewRequest) => core.renewCertificate(id, what), {
    onDone: onRenewed,
    invalidates: [[...keys.certificates.all], [...keys.jobs.all], [...keys.renewals.all], [...keys.dashboard]],
  });
  const refusal = preview.error ? asCoreError(preview.error) : null;
  const errors = refusal ? [] : (preview.data?.findings ?? []).filter(({ severity }) => severity === "error");
  const checking = settled !== request || preview.isFetching;
  const errorAt = (field: string): string | undefined => {
    const refused = [renewing.error, refusal].find((error) => error && placeOf(error.field) === field);
    if (refused) return refused.message;
    const found = errors.filter((finding) => placeOf(finding.field) === field).map(({ message }) => message);
    return found.length > 0 ? found.join(" ") : undefined;
  };
  return {
    values,
    set: (change: Partial<RenewalValues>) => setValues((now) => ({ ...now, ...change })),
    preview: preview.data,
    previewError: refusal,
    checking,
    blocked: checking || refusal !== null || errors.length > 0,
    errorAt,
    submit: () => renewing.run(request),
    pending: renewing.pending,
    refused: renewing.error && placeOf(renewing.error.field) === null ? renewing.error : null,
  };
}

export type Renewal = ReturnType<typeof useRenewal>;

/** The field that a path of the core ("dns[2]") belongs to; null where it is none of the form's. */
const placeOf = (path: string | null): string | null => {
  const first = path?.split(/[.[\]]+/)[0] ?? "";
  return FIELDS.includes(first) ? first : null;
};
