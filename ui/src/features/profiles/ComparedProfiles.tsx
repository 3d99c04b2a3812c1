import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Loaded } from "@/components/StateViews";
import { useProfileTitle } from "@/components/useProfileTitle";
import { core, type ProfileComparison, type ProfileDetail } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { ComparedSide } from "./ComparedSide";
import classes from "./profiles.module.css";
import { useRuleWords } from "./useRuleWords";

/** Two profiles, or two versions of one, beside each other: only what they say differently. */
export function ComparedProfiles({
  detail,
  other,
}: {
  detail: ProfileDetail;
  /** Its newest version where there is none. */
  other: { name: string; version: number | null };
}) {
  const { t } = useTranslation("profiles");
  const navigate = useNavigate();
  const { name, version } = detail.profile;
  const beside = useQuery({
    queryKey: keys.profiles.one(other.name, other.version),
    queryFn: () => core.profile(other),
  });
  const query = useQuery({
    queryKey: keys.profiles.compared({ name, version }, other),
    queryFn: () => core.compareProfiles({ name, version }, other),
  });
  const go = (left: { name: string; version?: number }, right: { name: string; version?: number }) =>
    void navigate({
      to: "/profiles",
      search: {
        name: left.name,
        version: left.version,
        other: right.name === left.name ? undefined : right.name,
        // Two versions of one profile are told apart by their numbers.
        with: right.version ?? (right.name === left.name ? beside.data?.profile.version : undefined),
      },
      replace: true,
    });
  const here = { name, version };
  const there = { name: other.name, version: beside.data?.profile.version };
  return (
    <>
      <div className={classes.sides}>
        <ComparedSide label={t("compare.left")} detail={detail} onChange={(next) => go(next, there)} />
        {beside.data ? (
          <ComparedSide label={t("compare.right")} detail={beside.data} onChange={(next) => go(here, next)} />
        ) : null}
        <p>
          <Link to="/profiles" search={{ name }}>
            {t("compare.close")}
          </Link>
        </p>
      </div>
      <Loaded query={query}>{(comparison) => <Differences comparison={comparison} />}</Loaded>
    </>
  );
}

function Differences({ comparison: { left, right, differences } }: { comparison: ProfileComparison }) {
  const { t } = useTranslation("profiles");
  const titleOf = useProfileTitle();
  const words = useRuleWords();
  if (differences.length === 0) return <p role="status">{t("compare.identical")}</p>;
  const called = ({ name, version }: ProfileComparison["left"]) => {
    const numbered = version === null ? null : t("versionOf", { version });
    return left.name === right.name ? numbered : [titleOf(name), numbered].filter(Boolean).join(" · ");
  };
  return (
    <>
      <p role="status">{t("compare.differences", { count: differences.length })}</p>
      <table className={classes.compared}>
        <thead>
          <tr>
            <th scope="col" style={{ width: "28%" }}>
              {t("compare.field")}
            </th>
            <th scope="col">{called(left)}</th>
            <th scope="col">{called(right)}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ field, label, left: here, right: there }) => (
            <tr key={`${field} ${here} ${there}`}>
              <th scope="row">{label}</th>
              <td>{words(here) || <span className={classes.quiet}>{t("compare.nothing")}</span>}</td>
              <td>{words(there) || <span className={classes.quiet}>{t("compare.nothing")}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
