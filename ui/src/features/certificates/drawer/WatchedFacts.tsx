import { Alert } from "@mantine/core";
import { IconAlertTriangle, IconBan } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Sentence } from "@/components/Sentence";
import { Relative, Time } from "@/components/Time";
import type { WatchedStatus } from "@/lib/ipc";
import classes from "./drawer.module.css";

/** What whoever issued it says of it: when it was asked last, by which way, and what came of that. */
export function WatchedFacts({ watched }: { watched: WatchedStatus }) {
  const { t } = useTranslation(["certificates", "common"]);
  const { standing, reason, revokedAt, problem } = watched;
  if (standing === "revoked") {
    return (
      <Alert mt="md" variant="light" color="harm" icon={<IconBan size={18} />} title={t("watched.revoked")}>
        <div>
          {revokedAt === null ? null : <Time at={revokedAt} />}
          {reason === null ? null : ` · ${t(`common:reason.${reason}`)}`}
        </div>
        <Asked watched={watched} />
        {problem === null ? null : (
          <div>
            <Sentence text={problem} />
          </div>
        )}
      </Alert>
    );
  }
  if (problem === null && (standing === "waiting" || watched.holds)) {
    return (
      <p className={classes.quiet}>
        {t(`watched.${standing}`)} <Asked watched={watched} />
      </p>
    );
  }
  return (
    <Alert
      mt="md"
      variant="light"
      color="gray"
      icon={<IconAlertTriangle size={18} />}
      title={t(problem === null ? "watched.outOfDate" : `watched.${standing}`)}
    >
      {problem === null ? null : (
        <div>
          <Sentence text={problem} />
        </div>
      )}
      <Asked watched={watched} />
    </Alert>
  );
}

function Asked({ watched: { askedAt, nextAt, way } }: { watched: WatchedStatus }) {
  const { t } = useTranslation("certificates");
  if (askedAt === null) return null;
  return (
    <span>
      {t(way === null ? "watched.asked" : `watched.askedBy.${way}`)} <Relative at={askedAt} />
      {nextAt === null ? null : (
        <>
          {t("watched.again")} <Relative at={nextAt} />
        </>
      )}
      .
    </span>
  );
}
