import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Sentence } from "@/components/Sentence";
import { useTitledProfiles } from "@/components/useProfileTitle";
import type { Finding } from "@/lib/ipc";
import { listed } from "./findings";
import classes from "./signing.module.css";

const look = {
  error: { Icon: IconCircleX, tone: "error" },
  warning: { Icon: IconAlertTriangle, tone: "warning" },
  info: { Icon: IconInfoCircle, tone: "info" },
} as const;

/** What the checks have to say, the gravest first, each with where it comes from. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation("signing");
  const titled = useTitledProfiles();
  /** What says so, where it can be looked up. */
  const sourceOf = ({ source }: Finding) =>
    /^(RFC|NIST|FIPS|X\.|CA\/B)/.test(source) ? source : source === "profile" ? t("from.profile") : null;
  return (
    <ul className={classes.findings}>
      {listed(findings).map((finding) => {
        const { Icon, tone } = look[finding.severity];
        return (
          <li key={`${finding.code} ${finding.field} ${finding.message}`} className={classes.finding}>
            <Icon size={16} className={classes[tone]} role="img" aria-label={t(`severity.${finding.severity}`)} />
            <div>
              <div>
                <Sentence text={titled(finding.message)} />
              </div>
              {sourceOf(finding) ? <div className={classes.source}>{sourceOf(finding)}</div> : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
