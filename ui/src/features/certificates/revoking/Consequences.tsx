import { IconCircleCheck, IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatDate, formatNumber } from "@/lib/format";
import type { CertificateRow, RevocationDependents, RevocationPreview } from "@/lib/ipc";
import { locale } from "@/lib/locale";
import { Examples } from "./Examples";
import classes from "./revoking.module.css";

/** More authorities than this are counted rather than named, unless something is wrong with them. */
const MANY = 3;

/** What revoking would mean: how many, which not, and whether the others would learn of it at once. */
export function Consequences({
  preview,
  single,
  hold = false,
}: {
  preview: RevocationPreview;
  single?: CertificateRow;
  /** Whether it would be for a while only. */
  hold?: boolean;
}) {
  const { t } = useTranslation("certificates");
  const { certificates, active, alreadyRevoked, notOurs, authorities, dependents, examples } = preview;
  const ready = authorities.filter(({ keyState }) => keyState !== "locked");
  const waiting = authorities.filter(({ keyState }) => keyState === "locked");
  const inactive = certificates - active - alreadyRevoked - notOurs;
  const line = (name: "active" | "inactive" | "already" | "notOurs", count: number) =>
    count > 0 ? (
      <li className={name === "active" ? classes.grave : undefined}>
        {t(name === "active" && hold ? "revoke.activeHold" : `revoke.${name}`, { count, number: formatNumber(count) })}
      </li>
    ) : null;
  return (
    <>
      <ul className={classes.lines}>
        {single && active === 1 ? (
          <li className={classes.grave}>
            {t(hold ? "revoke.activeOneHold" : "revoke.activeOne", { date: formatDate(single.notAfter) })}
          </li>
        ) : (
          line("active", active)
        )}
        {single && inactive === 1 ? (
          <li>{t(single.status === "expired" ? "revoke.expiredOne" : "revoke.inactiveOne")}</li>
        ) : (
          line("inactive", inactive)
        )}
        {line("already", alreadyRevoked)}
        {line("notOurs", notOurs)}
      </ul>
      {dependents ? <Falling dependents={dependents} hold={hold} /> : null}
      {single === undefined && examples.length > 0 ? <Examples rows={examples} of={certificates} /> : null}
      {authorities.length > 0 ? (
        <section>
          <h3 className={classes.heading}>{t("revoke.authorities")}</h3>
          <ul className={classes.lines}>
            {ready.length > MANY ? (
              <li className={classes.authority}>
                <IconCircleCheck size={14} className={classes.good} aria-hidden />
                {t("revoke.crlsNow", { count: ready.length, number: formatNumber(ready.length) })}
              </li>
            ) : null}
            {(ready.length > MANY ? waiting : authorities).map(({ id, name, keyState, outlook }) => (
              <li key={id} className={classes.authority}>
                {keyState === "locked" ? (
                  <IconLock size={14} className={classes.warning} aria-hidden />
                ) : (
                  <IconCircleCheck size={14} className={classes.good} aria-hidden />
                )}
                {t("revoke.outlook", { name, outlook: outlook.join(" ") })}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

/** What falls with the certificate of an authority: how many under it, and which authorities below it. */
function Falling({
  dependents: { active, authorities, below },
  hold,
}: {
  dependents: RevocationDependents;
  hold: boolean;
}) {
  const { t } = useTranslation("certificates");
  const [only] = authorities;
  return (
    <section>
      <h3 className={classes.heading}>{t("revoke.falling")}</h3>
      <ul className={classes.lines}>
        <li className={active > 0 ? classes.grave : undefined}>
          {authorities.length === 1
            ? t(hold ? "revoke.underOneHold" : "revoke.underOne", {
                count: active,
                number: formatNumber(active),
                name: only,
              })
            : t(hold ? "revoke.underManyHold" : "revoke.underMany", {
                count: active,
                number: formatNumber(active),
                authorities: formatNumber(authorities.length),
              })}
        </li>
        {below.length > 0 ? (
          <li>{t("revoke.below", { count: below.length, names: new Intl.ListFormat(locale()).format(below) })}</li>
        ) : null}
      </ul>
    </section>
  );
}
