import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDate } from "@/lib/format";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";

/** After the last letter, in milliseconds. */
const PAUSE = 120;

/** The certificate that the service shows over TLS: one of those that the core finds fit for it. */
export function TlsCertificate({
  chosen,
  error,
  onChange,
}: {
  chosen: string | null;
  error?: string;
  onChange: (id: string | null) => void;
}) {
  const { t } = useTranslation("status");
  const [text, setText] = useState("");
  const present = useQuery({
    queryKey: keys.certificates.one(chosen ?? ""),
    queryFn: () => core.certificate(chosen ?? ""),
    enabled: chosen !== null,
  });
  const shown = present.data?.row.label;
  // What stands in the field because it was chosen is no search.
  const [asked] = useDebouncedValue(shown !== undefined && text.startsWith(shown) ? "" : text.trim(), PAUSE);
  const found = useQuery({
    queryKey: keys.certificates.list({ tls: asked }),
    queryFn: () => core.certificatesForTls(asked),
    placeholderData: keepPreviousData,
  });
  const rows = found.data ?? [];
  const row = present.data?.row;
  const offered = row === undefined || rows.some(({ id }) => id === row.id) ? rows : [row, ...rows];
  return (
    <Select
      label={t("dialog.certificate")}
      description={t("dialog.certificateHint")}
      placeholder={t("dialog.certificateNone")}
      data={offered.map(({ id, label, notAfter }) => ({
        value: id,
        label: t("dialog.certificateOf", { label, date: formatDate(notAfter) }),
      }))}
      // The core has searched already.
      filter={({ options }) => options}
      searchable
      searchValue={text}
      onSearchChange={setText}
      nothingFoundMessage={t("dialog.certificateNothing")}
      value={chosen}
      error={error}
      onChange={onChange}
    />
  );
}
