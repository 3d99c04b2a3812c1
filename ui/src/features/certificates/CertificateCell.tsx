import { useTranslation } from "react-i18next";
import { StatusText, UrgencyText } from "@/components/Standing";
import { useAlgorithm } from "@/components/useAlgorithm";
import { useProfileTitle } from "@/components/useProfileTitle";
import { readableName } from "@/lib/distinguishedName";
import { formatDate, formatRelative, formatTime, formatUtc, groupHex } from "@/lib/format";
import type { CertificateRow } from "@/lib/ipc";
import classes from "./CertificateTable.module.css";
import type { ColumnId } from "./columns";

/** What a column shows of a certificate. `now` is the table's, so that a thousand rows share one clock. */
export function CertificateCell({ column, row, now }: { column: ColumnId; row: CertificateRow; now: number }) {
  const { t } = useTranslation(["certificates", "common"]);
  const algorithm = useAlgorithm();
  const profileTitle = useProfileTitle();
  switch (column) {
    case "name":
      return (
        <>
          <span className={classes.label} title={readableName(row.subject)}>
            {row.label}
          </span>
          {row.isCa ? <span className={classes.tag}>{t("caTag")}</span> : null}
        </>
      );
    case "expires":
      return (
        <time dateTime={row.notAfter} title={`${formatTime(row.notAfter)} · ${formatUtc(row.notAfter)}`}>
          <UrgencyText urgency={row.status === "revoked" ? "fine" : row.urgency} bare>
            {formatRelative(row.notAfter, now)}
          </UrgencyText>
        </time>
      );
    case "status":
      return <StatusText status={row.status} />;
    case "profile":
      return row.profile ? <span>{profileTitle(row.profile)}</span> : null;
    case "issuer":
      return <span title={readableName(row.issuer)}>{commonNameOf(row.issuer)}</span>;
    case "key":
      return <span>{algorithm(row.keyAlgorithm)}</span>;
    case "environment":
      return row.environment ? t(`common:environment.${row.environment}`) : null;
    case "owner":
      return row.owner === null ? null : <span title={row.owner}>{row.owner}</span>;
    case "origin":
      return t(`common:origin.${row.origin}`);
    case "serial":
      return (
        <span className="mono" title={groupHex(row.serial)}>
          {groupHex(row.serial)}
        </span>
      );
    case "fingerprint":
      return (
        <span className="mono" title={groupHex(row.fingerprint)}>
          {groupHex(row.fingerprint)}
        </span>
      );
    case "validFrom":
      return <DateCell at={row.notBefore} />;
    case "added":
      return <DateCell at={row.createdAt} />;
  }
}

const DateCell = ({ at }: { at: string }) => (
  <time dateTime={at} title={`${formatTime(at)} · ${formatUtc(at)}`}>
    {formatDate(at)}
  </time>
);

/** An issuer's common name says enough in a column; the whole name is in the tooltip and the drawer. */
function commonNameOf(distinguishedName: string): string {
  const found = /(?:^|,)\s*CN=((?:\\.|[^,\\])*)/i.exec(distinguishedName);
  return found?.[1]?.replace(/\\(.)/g, "$1") ?? distinguishedName;
}
