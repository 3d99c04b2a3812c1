import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { DeedButton } from "@/components/DeedButton";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/Section";
import { WithTimes } from "@/components/Time";
import { core, type Need } from "@/lib/ipc";
import { useCommand } from "@/lib/query/useCommand";
import classes from "./Dashboard.module.css";
import { NeedLink } from "./NeedLink";
import { UrgencyMark } from "./UrgencyMark";

/** What waits for the admin, the most urgent first, each with what to do about it. */
export function Needs({ needs }: { needs: Need[] }) {
  const { t } = useTranslation("dashboard");
  return (
    <Section title={t("needs.title")}>
      {needs.length === 0 ? (
        <p className={classes.quiet}>
          <strong>{t("needs.none")}</strong> {t("needs.noneDetail")}
        </p>
      ) : (
        <ul className={classes.needs}>
          {needs.map((need) => (
            <li key={need.id} className={classes.need}>
              <UrgencyMark urgency={need.urgency} />
              <div className={classes.needText}>
                <div>{need.title}</div>
                <div className={classes.quiet}>
                  <WithTimes text={need.detail} />
                </div>
              </div>
              <NeedAction need={need} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function NeedAction({ need }: { need: Need }) {
  const { t } = useTranslation("dashboard");
  const issuing = useCommand((id: string) => core.issueCrl(id, "full"), {
    onDone: (crl) => notifications.show({ message: t("needs.crlIssued", { number: crl.number }) }),
  });
  const { action } = need;
  if (action.kind !== "issue-crl") return <NeedLink action={action} title={need.title} />;
  return (
    <div className={classes.needDeed}>
      <DeedButton
        variant="transparent"
        size="compact-sm"
        h={20}
        fw={400}
        pending={issuing.pending}
        aria-label={t("needs.actionFor", { action: t("needs.issue-crl"), title: need.title })}
        onClick={() => issuing.run(action.id)}
      >
        {t("needs.issue-crl")}
      </DeedButton>
      <ErrorNotice error={issuing.error} />
    </div>
  );
}
