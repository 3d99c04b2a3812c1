import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Section } from "@/components/Section";
import { Loaded, SkeletonLines } from "@/components/StateViews";
import { Time } from "@/components/Time";
import { useProfileTitle, useTitledProfiles } from "@/components/useProfileTitle";
import { formatNumber } from "@/lib/format";
import type { RenewalsOfDay } from "@/lib/ipc";
import { formatWeekday } from "./day";
import classes from "./renewals.module.css";
import { useDay } from "./useRenewals";

/** Exactly the certificates that are renewed on a day. */
export function DayRenewals({ day }: { day: string }) {
  const { t } = useTranslation("renewals");
  const query = useDay(day);
  return (
    <Section
      title={t("day.title", { day: formatWeekday(day) })}
      action={
        <Link to="/renewals" search={{}}>
          {t("day.close")}
        </Link>
      }
    >
      <Loaded query={query} skeleton={<SkeletonLines lines={4} height={16} />}>
        {(data) => <Certificates renewals={data} />}
      </Loaded>
    </Section>
  );
}

function Certificates({ renewals: { certificates, more } }: { renewals: RenewalsOfDay }) {
  const { t } = useTranslation("renewals");
  const titleOf = useProfileTitle();
  const titled = useTitledProfiles();
  if (certificates.length === 0) return <p className={classes.facts}>{t("day.none")}</p>;
  return (
    <>
      <table className={classes.day}>
        <thead>
          <tr>
            <th scope="col">{t("day.certificate")}</th>
            <th scope="col">{t("day.profile")}</th>
            <th scope="col">{t("day.expires")}</th>
            <th scope="col">{t("day.renewed")}</th>
          </tr>
        </thead>
        <tbody>
          {certificates.map(({ certificateId, label, profile, notAfter, at, byHand }) => (
            <tr key={certificateId}>
              <td>
                <Link to="/certificates" search={{ id: certificateId }}>
                  {label}
                </Link>
              </td>
              <td>{titleOf(profile)}</td>
              <td>
                <Time at={notAfter} style="date" />
              </td>
              <td>
                {byHand === null ? (
                  <Time at={at} />
                ) : (
                  <>
                    {t("day.byHand")} <span className={classes.quiet}>{titled(byHand)}</span>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? <p className={classes.quiet}>{t("day.more", { count: more, number: formatNumber(more) })}</p> : null}
    </>
  );
}
