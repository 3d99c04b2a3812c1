import { useTranslation } from "react-i18next";
import { StatusText } from "@/components/Standing";
import { Relative } from "@/components/Time";
import type { CertificateRow } from "@/lib/ipc";
import classes from "./revoking.module.css";

/** So many are named at most. */
const NAMED = 5;

/** Some of the certificates that are meant, by name; or all, where they are few. */
export function Examples({ rows, of }: { rows: readonly CertificateRow[]; of: number }) {
  const { t } = useTranslation("certificates");
  const shown = rows.slice(0, NAMED);
  return (
    <section>
      <h3 className={classes.heading}>{t(of > shown.length ? "revoke.examples" : "revoke.all")}</h3>
      <ul className={classes.examples}>
        {shown.map((row) => (
          <li key={row.id}>
            <span className={classes.name}>{row.label}</span>
            <StatusText status={row.status} />
            <Relative at={row.notAfter} />
          </li>
        ))}
      </ul>
    </section>
  );
}
