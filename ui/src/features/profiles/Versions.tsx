import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Time } from "@/components/Time";
import type { ProfileDetail } from "@/lib/ipc";
import classes from "./profiles.module.css";

/** Every version there ever was, the newest first: who wrote it and when, and the way to what it changed. */
export function Versions({ detail: { profile, versions } }: { detail: ProfileDetail }) {
  const { t } = useTranslation("profiles");
  return (
    <table className={classes.versions}>
      <thead>
        <tr>
          <th scope="col">{t("column.version")}</th>
          <th scope="col">{t("column.changed")}</th>
          <th scope="col">{t("column.who")}</th>
          <th scope="col">
            <span className="visually-hidden">{t("action.compare")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {[...versions].reverse().map(({ version, createdAt, createdBy }) => (
          <tr key={version}>
            <td>
              {version === profile.version ? (
                <strong>{t("versionOf", { version })}</strong>
              ) : (
                <Link to="/profiles" search={{ name: profile.name, version }}>
                  {t("versionOf", { version })}
                </Link>
              )}
            </td>
            <td>{createdAt === null ? t("cameWithProgram") : <Time at={createdAt} />}</td>
            <td>{createdBy}</td>
            <td>
              {version > 1 ? (
                <Link to="/profiles" search={{ name: profile.name, version: version - 1, with: version }}>
                  {t("whatChanged", { version: version - 1 })}
                </Link>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
