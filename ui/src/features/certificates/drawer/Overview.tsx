import { Button, Collapse } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Fingerprint, Serial } from "@/components/Identifier";
import { KeyValues } from "@/components/KeyValues";
import { FindingList } from "@/components/signing/FindingList";
import { Time } from "@/components/Time";
import { Usages } from "@/components/Usage";
import { useAlgorithm } from "@/components/useAlgorithm";
import { useSpoken } from "@/components/useSpoken";
import { ValidityBar } from "@/components/ValidityBar";
import { Successions } from "@/features/renewals/Successions";
import { readableName } from "@/lib/distinguishedName";
import type { CertificateDetail } from "@/lib/ipc";
import classes from "./drawer.module.css";
import { Records } from "./Records";
import { RevocationFacts } from "./RevocationFacts";
import { WatchedFacts } from "./WatchedFacts";

/** What one wants to know first: how long it lasts, what it is for, whose it is, what is wrong with it. */
export function Overview({ certificate }: { certificate: CertificateDetail }) {
  const { t } = useTranslation(["certificates", "common"]);
  const algorithm = useAlgorithm();
  const spoken = useSpoken();
  const [more, setMore] = useState(false);
  const { row } = certificate;
  const linted = certificate.lint.length;
  const Chevron = more ? IconChevronDown : IconChevronRight;
  return (
    <>
      <ValidityBar notBefore={row.notBefore} notAfter={row.notAfter} urgency={row.urgency} />
      {certificate.revocation ? <RevocationFacts revocation={certificate.revocation} status={row.status} /> : null}
      {certificate.watched ? <WatchedFacts watched={certificate.watched} /> : null}
      <Successions certificate={certificate} />
      <div className={classes.part}>
        <KeyValues
          items={[
            { label: t("drawer.subject"), value: readableName(row.subject) },
            { label: t("drawer.issuer"), value: readableName(row.issuer) },
            {
              label: t("drawer.key"),
              value: `${algorithm(row.keyAlgorithm)} · ${row.hasKey ? t("drawer.keyHere") : t("drawer.keyElsewhere")}`,
            },
            {
              label: t("drawer.usage"),
              value:
                certificate.keyUsage.length + certificate.extendedKeyUsage.length > 0 ? (
                  <Usages names={[...certificate.keyUsage, ...certificate.extendedKeyUsage]} />
                ) : null,
            },
            { label: t("drawer.serial"), value: <Serial value={row.serial} /> },
            { label: t("drawer.fingerprint"), value: <Fingerprint value={row.fingerprint} short /> },
            // What is revoked for good is renewed by nobody.
            certificate.renewFrom && row.status !== "revoked"
              ? {
                  label: t("drawer.renewal"),
                  value: (
                    <>
                      {t("drawer.renewFrom")} <Time at={certificate.renewFrom} style="date" />
                    </>
                  ),
                }
              : null,
          ]}
        />
        <Button
          className={classes.more}
          variant="subtle"
          size="compact-sm"
          leftSection={<Chevron size={14} aria-hidden />}
          aria-expanded={more}
          onClick={() => setMore(!more)}
        >
          {t("drawer.more")}
        </Button>
        <Collapse expanded={more} transitionDuration={80}>
          <KeyValues
            items={[
              { label: t("drawer.fingerprint"), value: <Fingerprint value={row.fingerprint} /> },
              { label: t("drawer.signature"), value: spoken(certificate.signatureAlgorithm) },
              {
                label: t("drawer.keySize"),
                value: certificate.keyBits > 0 ? t("drawer.bits", { count: certificate.keyBits }) : null,
              },
              { label: t("drawer.version"), value: String(certificate.version) },
              { label: t("drawer.skid"), value: hex(certificate.subjectKeyId) },
              { label: t("drawer.akid"), value: hex(certificate.authorityKeyId) },
              { label: t("drawer.origin"), value: t(`common:origin.${row.origin}`) },
              { label: t("drawer.source"), value: certificate.source },
              {
                label: t("drawer.added"),
                value: (
                  <>
                    <Time at={row.createdAt} /> · {certificate.createdBy}
                  </>
                ),
              },
            ]}
          />
        </Collapse>
      </div>
      <Records certificate={certificate} />
      <section className={classes.part}>
        <div className={classes.head}>
          <h3 className={classes.heading}>{t("drawer.findings")}</h3>
        </div>
        {certificate.findings.length === 0 ? (
          <p className={classes.quiet}>
            {linted > 0 ? t("drawer.onlyLint", { count: linted }) : t("drawer.noFindings")}
          </p>
        ) : (
          <FindingList findings={certificate.findings} />
        )}
      </section>
    </>
  );
}

const hex = (value: string | null) => (value === null ? null : <Fingerprint value={value} />);
