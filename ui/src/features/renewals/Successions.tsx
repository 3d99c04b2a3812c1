import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { KeyValues } from "@/components/KeyValues";
import { Time } from "@/components/Time";
import type { CertificateDetail, SuccessionView } from "@/lib/ipc";

/** Whose place a certificate took, and what took its own. */
export function Successions({ certificate: { replaces, replacedBy } }: { certificate: CertificateDetail }) {
  const { t } = useTranslation("renewals");
  return (
    <KeyValues
      items={[
        { label: t("succession.replacedBy"), value: replacedBy.length > 0 ? replacedBy.map(other) : null },
        { label: t("succession.replaces"), value: replaces ? other(replaces) : null },
      ]}
    />
  );
}

const other = (view: SuccessionView) => <Other key={view.certificateId} view={view} />;

function Other({ view: { certificateId, label, notAfter, revokeAt } }: { view: SuccessionView }) {
  const { t } = useTranslation("renewals");
  return (
    <div>
      <Link to="/certificates" search={(now) => ({ ...now, id: certificateId })}>
        {label} ({certificateId})
      </Link>
      {", "}
      {t("succession.until")} <Time at={notAfter} style="date" />
      {revokeAt ? (
        <>
          {"; "}
          {t("succession.revokeAt")} <Time at={revokeAt} />
        </>
      ) : null}
    </div>
  );
}
