import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asCoreError } from "@/lib/ipc";
import classes from "./views.module.css";

/** Nothing is here yet: what would be, and how to begin. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.view}>
      <h2 className={classes.title}>{title}</h2>
      {children ? <p className={classes.text}>{children}</p> : null}
      {action ? <div className={classes.actions}>{action}</div> : null}
    </div>
  );
}

/** It could not be read: the core's sentence, what to do, and Try again. */
export function Failure({
  error,
  title,
  hint,
  onRetry,
}: {
  error: unknown;
  title?: string;
  hint?: string;
  onRetry?: () => void;
}) {
  const { t } = useTranslation();
  const { message, code } = asCoreError(error);
  return (
    <div className={classes.view} role="alert">
      <h2 className={`${classes.title} ${classes.failed}`}>
        <IconAlertTriangle size={18} aria-hidden />
        {title ?? t("failed")}
      </h2>
      <p className={classes.text}>{message}</p>
      {hint === "" ? null : <p className={classes.text}>{hint ?? t("failedHint")}</p>}
      <span className={`mono ${classes.code}`}>{code}</span>
      {onRetry ? (
        <div className={classes.actions}>
          <Button variant="default" onClick={onRetry}>
            {t("retry")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** Lines that stand where content will. */
export function SkeletonLines({ lines = 6, height = 14 }: { lines?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.skeletons} role="status" aria-label={t("loading")}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move.
        <Skeleton key={line} height={height} width={`${[92, 78, 85, 64, 88, 71][line % 6]}%`} radius="xs" />
      ))}
    </div>
  );
}

/** A query in its three states; `children` is given what was answered. */
export function Loaded<T>({
  query,
  skeleton,
  children,
}: {
  query: UseQueryResult<T, Error>;
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { t } = useTranslation();
  // A failed refresh shows as a failure, not as the old answer: what is on screen must be true.
  if (query.isError)
    return <Failure title={t("unreadable")} error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return skeleton ?? <SkeletonLines />;
  return children(query.data);
}
