import { useTranslation } from "react-i18next";
import { Sentence } from "@/components/Sentence";
import { Relative } from "@/components/Time";
import type { Target } from "@/lib/ipc";
import classes from "../status.module.css";
import { Standing } from "./TargetsTable";

/** Each thing that is published at one place: what stands there, and why it is not the newest. */
export function PublicationsTable({ target }: { target: Target }) {
  const { t } = useTranslation("status");
  return (
    <table className={classes.table} aria-label={t("targets.files", { name: target.name })}>
      <thead>
        <tr>
          <th scope="col">{t("targets.file")}</th>
          <th scope="col">{t("targets.newest")}</th>
          <th scope="col">{t("targets.there")}</th>
          <th scope="col">{t("targets.since")}</th>
          <th scope="col">{t("targets.state")}</th>
        </tr>
      </thead>
      <tbody>
        {target.publications.map((one) => (
          <tr key={`${one.authorityId} ${one.what}`}>
            <td>
              {one.name}
              <div className={classes.address}>{one.authority}</div>
            </td>
            <td className={classes.short}>{one.newest}</td>
            <td className={classes.short}>{one.published ?? "–"}</td>
            <td>{one.publishedAt === null ? "–" : <Relative at={one.publishedAt} />}</td>
            <td>
              <Standing state={one.state} />
              {one.problem === null ? null : (
                <div className={classes.address}>
                  <Sentence text={one.problem} />
                </div>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
