import { Alert, Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Relative } from "@/components/Time";
import type { CertificateRow } from "@/lib/ipc";
import classes from "./signing.module.css";

/** Active certificates that already stand for the same names; a second one needs a yes. */
export function Duplicates({
  rows,
  allowed,
  onAllow,
}: {
  rows: readonly CertificateRow[];
  allowed: boolean;
  onAllow?: (allowed: boolean) => void;
}) {
  const { t } = useTranslation("signing");
  if (rows.length === 0) return null;
  return (
    <Alert color="gray" variant="light" mt="xs" title={t("duplicates", { count: rows.length })}>
      <ul className={classes.names}>
        {rows.map((row) => (
          <li key={row.id}>
            <Link to="/certificates" search={{ id: row.id }}>
              {row.label}
            </Link>
            <span className={classes.source}>
              {" · "}
              <Relative at={row.notAfter} />
            </span>
          </li>
        ))}
      </ul>
      {onAllow ? (
        <Checkbox
          mt="xs"
          label={t("issueAnyway")}
          checked={allowed}
          onChange={(event) => onAllow(event.currentTarget.checked)}
        />
      ) : null}
    </Alert>
  );
}
