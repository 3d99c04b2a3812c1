import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Relative, WithTimes } from "@/components/Time";
import type { AuthorityStatus } from "@/lib/ipc";
import classes from "./status.module.css";

/** Each authority with its newest CRL and its responder, and whatever is wrong with them. */
export function AuthoritiesTable({ authorities }: { authorities: readonly AuthorityStatus[] }) {
  const { t } = useTranslation("status");
  if (authorities.length === 0) return <p className={classes.quiet}>{t("authorities.none")}</p>;
  return (
    <table className={classes.table} aria-label={t("authorities.title")}>
      <thead>
        <tr>
          <th scope="col">{t("authorities.authority")}</th>
          <th scope="col">{t("authorities.crl")}</th>
          <th scope="col">{t("authorities.nextUpdate")}</th>
          <th scope="col">{t("authorities.responder")}</th>
          <th scope="col">{t("authorities.state")}</th>
        </tr>
      </thead>
      <tbody>
        {authorities.map((authority) => (
          <tr key={authority.id}>
            <td>
              <Link to="/authorities" search={{ id: authority.id }}>
                {authority.name}
              </Link>
            </td>
            <td>
              {authority.crl === null ? t("authorities.never") : t("authorities.number", { number: authority.crl })}
            </td>
            <td>
              {authority.crlNextUpdate === null ? t("authorities.noUpdate") : <Relative at={authority.crlNextUpdate} />}
            </td>
            <td>
              <Responder authority={authority} />
            </td>
            <td>
              <Standing problems={authority.problems} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Who answers for an authority, until when, and when another one follows. */
function Responder({ authority }: { authority: AuthorityStatus }) {
  const { t } = useTranslation("status");
  const { responderCertificate, responderNotAfter, responderNext } = authority;
  if (responderCertificate === null || responderNotAfter === null) return t("authorities.noResponder");
  return (
    <>
      <Link to="/certificates" search={{ id: responderCertificate }}>
        {t("authorities.until")} <Relative at={responderNotAfter} />
      </Link>
      {responderNext === null ? null : (
        <div className={classes.address}>
          {t("authorities.next")} <Relative at={responderNext} />
        </div>
      )}
    </>
  );
}

function Standing({ problems }: { problems: readonly string[] }) {
  const { t } = useTranslation("status");
  if (problems.length === 0) {
    return (
      <span className={`${classes.standing} ${classes.ok}`}>
        <IconCircleCheck size={14} stroke={1.8} aria-hidden />
        {t("authorities.fresh")}
      </span>
    );
  }
  return (
    <ul className={classes.problems}>
      {problems.map((problem) => (
        <li key={problem} className={`${classes.standing} ${classes.failed}`}>
          <IconAlertTriangle size={14} stroke={1.8} aria-hidden />
          <span>
            <WithTimes text={problem} />
          </span>
        </li>
      ))}
    </ul>
  );
}
