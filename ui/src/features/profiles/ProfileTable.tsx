import { IconArchive } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAlgorithm } from "@/components/useAlgorithm";
import { formatNumber } from "@/lib/format";
import type { Facet, ProfileView } from "@/lib/ipc";
import classes from "./profiles.module.css";
import { useLifetime } from "./useLifetime";

/** The profiles with what tells them apart. */
export function ProfileTable({
  profiles,
  used,
}: {
  profiles: readonly ProfileView[];
  /** How many active certificates were made with each; undefined while that is not known. */
  used: readonly Facet[] | undefined;
}) {
  const { t } = useTranslation("profiles");
  const algorithm = useAlgorithm();
  const lifetime = useLifetime();
  const keysOf = ({ algorithms, defaultAlgorithm }: ProfileView) =>
    algorithms.length > 1
      ? t("keysAndMore", { key: algorithm(defaultAlgorithm), count: algorithms.length - 1 })
      : algorithm(defaultAlgorithm);
  return (
    <table className={classes.table} aria-label={t("list")}>
      <thead>
        <tr>
          <th scope="col">{t("column.title")}</th>
          <th scope="col">{t("column.version")}</th>
          <th scope="col">{t("column.lifetime")}</th>
          <th scope="col">{t("column.keys")}</th>
          <th scope="col" className={classes.number}>
            {t("column.used")}
          </th>
        </tr>
      </thead>
      <tbody>
        {profiles.map((profile) => {
          const count = used?.find(({ value }) => value === profile.name)?.count ?? 0;
          return (
            <tr key={profile.name} className={profile.retired ? classes.off : undefined}>
              <td>
                <Link to="/profiles" search={{ name: profile.name }} className={classes.title}>
                  {profile.title}
                </Link>{" "}
                <span className={`mono ${classes.name}`}>{profile.name}</span>
                {profile.retired ? (
                  <span className={classes.retired}>
                    <IconArchive size={14} stroke={1.8} aria-hidden /> {t("retired")}
                  </span>
                ) : null}
                <div className={classes.description}>{profile.description}</div>
              </td>
              <td>{t("versionOf", { version: profile.version })}</td>
              <td>{lifetime(profile.maximumLifetime)}</td>
              <td>{keysOf(profile)}</td>
              <td className={classes.number}>
                {used === undefined ? null : count > 0 ? (
                  <Link
                    to="/certificates"
                    search={{ filter: { profile: profile.name, status: ["active"] } }}
                    aria-label={t("usedBy", { count, number: formatNumber(count) })}
                  >
                    {formatNumber(count)}
                  </Link>
                ) : (
                  <span className={classes.quiet}>{t("unused")}</span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
