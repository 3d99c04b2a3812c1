import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Time } from "@/components/Time";
import { groupHex } from "@/lib/format";
import type { LatestAnswer } from "@/lib/ipc";
import classes from "./status.module.css";

/** What was signed last, the newest first. */
export function LatestAnswers({ answers }: { answers: readonly LatestAnswer[] }) {
  const { t } = useTranslation("status");
  if (answers.length === 0) return <p className={classes.quiet}>{t("latest.none")}</p>;
  return (
    <table className={classes.table} aria-label={t("latest.title")}>
      <thead>
        <tr>
          <th scope="col">{t("latest.at")}</th>
          <th scope="col">{t("latest.authority")}</th>
          <th scope="col">{t("latest.serial")}</th>
          <th scope="col">{t("latest.status")}</th>
        </tr>
      </thead>
      <tbody>
        {answers.map((answer, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one certificate may be answered for twice in a second.
          <tr key={`${answer.at} ${answer.serial} ${place}`}>
            <td>
              <Time at={answer.at} style="exact" />
            </td>
            <td>
              <Link to="/authorities" search={{ id: answer.authorityId }}>
                {answer.authority}
              </Link>
            </td>
            <td className="mono">
              {answer.certificate === null ? (
                groupHex(answer.serial)
              ) : (
                <Link to="/certificates" search={{ id: answer.certificate }}>
                  {groupHex(answer.serial)}
                </Link>
              )}
            </td>
            <td className={answer.status === "revoked" ? classes.failed : undefined}>{t(`said.${answer.status}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
