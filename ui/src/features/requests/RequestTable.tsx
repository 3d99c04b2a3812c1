import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Time } from "@/components/Time";
import { useAlgorithm } from "@/components/useAlgorithm";
import { readableName } from "@/lib/distinguishedName";
import type { RequestRow } from "@/lib/ipc";
import classes from "./requests.module.css";

const COLUMNS = ["name", "subject", "key", "made", "by", "certificate"] as const;

/** Requests, newest first; the name opens one. */
export function RequestTable({ requests, onOpen }: { requests: readonly RequestRow[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation("requests");
  const algorithm = useAlgorithm();
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={classes[column]}>
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <tr key={request.id}>
              <td>
                <UnstyledButton className={classes.open} title={request.label} onClick={() => onOpen(request.id)}>
                  {request.label}
                </UnstyledButton>
              </td>
              <td className={classes.subject} title={readableName(request.subject)}>
                {readableName(request.subject)}
              </td>
              <td>{algorithm(request.keyAlgorithm)}</td>
              <td>
                <Time at={request.createdAt} />
              </td>
              <td>{request.createdBy}</td>
              <td>
                {request.certificateId === null ? (
                  <span className={classes.quiet}>{t("waits")}</span>
                ) : (
                  <Link to="/certificates" search={{ id: request.certificateId }}>
                    {request.certificateId}
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
