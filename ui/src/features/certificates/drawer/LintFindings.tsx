import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import signing from "@/components/signing/signing.module.css";
import type { LintFinding, LintSeverity } from "@/lib/ipc";
import classes from "./drawer.module.css";

const LOOK = {
  error: { Icon: IconCircleX, tone: "error" },
  warning: { Icon: IconAlertTriangle, tone: "warning" },
  notice: { Icon: IconInfoCircle, tone: "info" },
} as const;

const SEVERITIES: readonly LintSeverity[] = ["error", "warning", "notice"];

/** Which of the standards' rules a certificate breaks, by how grave that is, each with what says so. */
export function LintFindings({ findings }: { findings: readonly LintFinding[] }) {
  const { t } = useTranslation("certificates");
  if (findings.length === 0) return <p className={classes.quiet}>{t("lint.nothing")}</p>;
  return SEVERITIES.map((severity) => {
    const found = findings.filter((finding) => finding.severity === severity);
    const { Icon, tone } = LOOK[severity];
    return found.length === 0 ? null : (
      <section key={severity} className={classes.lint} aria-label={t(`lint.group.${severity}`)}>
        <h3 className={classes.heading}>
          {t(`lint.group.${severity}`)} <span className={classes.unset}>{found.length}</span>
        </h3>
        <ul className={signing.findings}>
          {found.map(({ id, sentence, detail, source }) => (
            <li key={`${id} ${detail}`} className={signing.finding}>
              <Icon size={16} className={signing[tone]} aria-hidden />
              <div>
                <div>
                  {sentence}
                  {detail ? <span className={signing.source}> {detail}</span> : null}
                </div>
                <div className={signing.source}>
                  {source}
                  {" · "}
                  <Link to="/certificates" search={{ filter: { finding: id } }} title={id}>
                    {t("lint.others")}
                  </Link>
                </div>
              </div>
            </li>
          ))}
        </ul>
      </section>
    );
  });
}
