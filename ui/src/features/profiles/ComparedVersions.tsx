import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Loaded } from "@/components/StateViews";
import { formatDate } from "@/lib/format";
import { core, type ProfileDetail } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import classes from "./profiles.module.css";

/** Two versions of a profile beside each other: only what they say differently. */
export function ComparedVersions({ detail: { profile, versions }, other }: { detail: ProfileDetail; other: number }) {
  const { t } = useTranslation("profiles");
  const navigate = useNavigate();
  const { name, version } = profile;
  const query = useQuery({
    queryKey: keys.profiles.compared({ name, version }, { name, version: other }),
    queryFn: () => core.compareProfiles({ name, version }, { name, version: other }),
  });
  const choices = [...versions].reverse().map((each) => ({
    value: String(each.version),
    label: [
      t("versionOf", { version: each.version }),
      each.createdAt === null ? t("cameWithProgram") : formatDate(each.createdAt),
      each.createdBy,
    ]
      .filter(Boolean)
      .join(" · "),
  }));
  const go = (left: number, right: number) =>
    void navigate({ to: "/profiles", search: { name, version: left, with: right }, replace: true });
  return (
    <>
      <div className={classes.bar}>
        <Select
          label={t("compare.left")}
          data={choices}
          value={String(version)}
          onChange={(chosen) => chosen && go(Number(chosen), other)}
          w={280}
        />
        <Select
          label={t("compare.right")}
          data={choices}
          value={String(other)}
          onChange={(chosen) => chosen && go(version, Number(chosen))}
          w={280}
        />
        <p>
          <Link to="/profiles" search={{ name }}>
            {t("compare.close")}
          </Link>
        </p>
      </div>
      <Loaded query={query}>
        {({ differences }) =>
          differences.length === 0 ? (
            <p role="status">{t("compare.identical")}</p>
          ) : (
            <>
              <p role="status">{t("compare.differences", { count: differences.length })}</p>
              <table className={classes.compared}>
                <thead>
                  <tr>
                    <th scope="col" style={{ width: "28%" }}>
                      {t("compare.field")}
                    </th>
                    <th scope="col">{t("versionOf", { version })}</th>
                    <th scope="col">{t("versionOf", { version: other })}</th>
                  </tr>
                </thead>
                <tbody>
                  {differences.map(({ field, label, left, right }) => (
                    <tr key={`${field} ${left} ${right}`}>
                      <th scope="row">{label}</th>
                      <td>{left || <span className={classes.quiet}>{t("compare.nothing")}</span>}</td>
                      <td>{right || <span className={classes.quiet}>{t("compare.nothing")}</span>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          )
        }
      </Loaded>
    </>
  );
}
