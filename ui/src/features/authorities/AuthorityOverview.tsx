import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Fingerprint, Serial } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { Section } from "@/components/Section";
import { StatusText } from "@/components/Standing";
import { Relative, Time } from "@/components/Time";
import { useAlgorithm } from "@/components/useAlgorithm";
import { useSpoken } from "@/components/useSpoken";
import { ValidityBar } from "@/components/ValidityBar";
import { readableName } from "@/lib/distinguishedName";
import { formatNumber } from "@/lib/format";
import { type AuthorityDetail, core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { AuthorityProfiles } from "./AuthorityProfiles";
import classes from "./authority.module.css";
import { KeyProtection } from "./KeyProtection";
import { CrlStateText } from "./StateTexts";

/** What an authority is, what it may sign, what it has signed, and where its revocations are read. */
export function AuthorityOverview({ authority }: { authority: AuthorityDetail }) {
  const { t } = useTranslation(["authorities", "common"]);
  const algorithm = useAlgorithm();
  const spoken = useSpoken();
  const all = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const parent = all.data?.find(({ id }) => id === authority.parentId);
  const below = all.data?.filter(({ parentId }) => parentId === authority.id) ?? [];
  const unset = <span className={classes.unset}>{t("facts.notSet")}</span>;
  const { permitted, excluded } = authority.nameConstraints;
  return (
    <div className={classes.columns}>
      <div>
        <div className={classes.bar}>
          <ValidityBar
            notBefore={authority.notBefore}
            notAfter={authority.notAfter}
            urgency={authority.status === "expired" ? "expired" : "fine"}
          />
          {authority.status === "active" ? null : <StatusText status={authority.status} />}
        </div>
        <Section title={t("facts.identity")}>
          <KeyValues
            items={[
              { label: t("facts.subject"), value: readableName(authority.subject) },
              {
                label: t("facts.parent"),
                value: parent ? (
                  <Link to="/authorities" search={{ id: parent.id }}>
                    {parent.name}
                  </Link>
                ) : authority.isRoot ? (
                  t("facts.itself")
                ) : null,
              },
              { label: t("facts.key"), value: algorithm(authority.keyAlgorithm) },
              { label: t("facts.serial"), value: <Serial value={authority.serial} /> },
              { label: t("facts.fingerprint"), value: <Fingerprint value={authority.fingerprint} /> },
              {
                label: t("facts.skid"),
                value: <Fingerprint value={authority.subjectKeyId} thing={t("facts.skid")} />,
              },
              { label: t("facts.created"), value: <Time at={authority.createdAt} /> },
            ]}
          />
        </Section>
        <Section title={t("facts.constraints")}>
          <KeyValues
            items={[
              {
                label: t("facts.pathLen"),
                value:
                  authority.pathLen === null
                    ? t("facts.pathLenNone")
                    : authority.pathLen === 0
                      ? t("facts.pathLenZero")
                      : t("facts.pathLenSome", { count: authority.pathLen }),
              },
              {
                label: t("facts.permitted"),
                value: permitted.length > 0 ? lines(permitted.map(spoken)) : t("facts.noConstraint"),
              },
              {
                label: t("facts.excluded"),
                value: excluded.length > 0 ? lines(excluded.map(spoken)) : t("facts.noExclusion"),
              },
            ]}
          />
        </Section>
      </div>
      <div>
        <KeyProtection authority={authority} />
        <Section title={t("facts.certificates")}>
          <KeyValues
            items={[
              {
                label: t("facts.issued"),
                value: (
                  <Link to="/certificates" search={{ filter: { authority: authority.id }, versions: "all" }}>
                    {formatNumber(authority.issued)}
                  </Link>
                ),
              },
              {
                label: t("facts.active"),
                value: (
                  <Link
                    to="/certificates"
                    search={{ filter: { authority: authority.id, status: ["active"] }, versions: "all" }}
                  >
                    {formatNumber(authority.active)}
                  </Link>
                ),
              },
              {
                label: t("facts.revoked"),
                value: (
                  <Link
                    to="/certificates"
                    search={{ filter: { authority: authority.id, status: ["on-hold", "revoked"] }, versions: "all" }}
                  >
                    {formatNumber(authority.revoked)}
                  </Link>
                ),
              },
              below.length > 0
                ? {
                    label: t("facts.below"),
                    value: below.map((each) => (
                      <div key={each.id}>
                        <Link to="/authorities" search={{ id: each.id }} className={classes.lineLink}>
                          {each.name}
                        </Link>
                      </div>
                    )),
                  }
                : null,
            ]}
          />
        </Section>
        <AuthorityProfiles authority={authority} />
        <Section title={t("facts.publication")}>
          <KeyValues
            items={[
              { label: t("facts.crl"), value: <CrlStateText state={authority.crlState} /> },
              {
                label: t("facts.nextCrl"),
                value: authority.nextCrl ? (
                  <>
                    <Time at={authority.nextCrl} /> · <Relative at={authority.nextCrl} />
                  </>
                ) : null,
              },
              { label: t("facts.crlDays"), value: t("facts.days", { count: authority.crlDays }) },
              { label: t("facts.nextCrlNumber"), value: authority.nextCrlNumber },
              { label: t("facts.crlUrl"), value: authority.crlUrl ?? unset },
              { label: t("facts.aiaUrl"), value: authority.aiaUrl ?? unset },
              { label: t("facts.ocspUrl"), value: authority.ocspUrl ?? unset },
            ]}
          />
        </Section>
      </div>
    </div>
  );
}

const lines = (values: string[]) => values.map((value) => <div key={value}>{value}</div>);
