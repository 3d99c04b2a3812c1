import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { TableExportButton } from "@/components/exporting/TableExportButton";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { RequestDrawer } from "./RequestDrawer";
import { RequestTable } from "./RequestTable";
import classes from "./requests.module.css";

/** The requests that were made here for the CAs of others: those that wait, and those that were answered. */
export function RequestsPage() {
  const { t } = useTranslation(["requests", "common"]);
  const { answered = false, id } = useSearch({ from: "/requests" });
  const navigate = useNavigate();
  const mayIssue = useMay("issue");
  const query = useInfiniteQuery({
    queryKey: keys.requests.list(!answered),
    queryFn: ({ pageParam }) => core.listRequests(!answered, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const requests = query.data?.pages.flatMap((page) => page.requests) ?? [];
  const waiting = query.data?.pages[0]?.waiting ?? 0;
  const show = (next: { answered?: true; id?: string }, replace = true) =>
    void navigate({ to: "/requests", search: next, replace });
  const list = answered ? { answered: true as const } : {};
  return (
    <Page
      title={t("title")}
      actions={
        <>
          {requests.length > 0 ? (
            <TableExportButton of="requests" table={{ kind: "requests", waiting: !answered }} />
          ) : null}
          {mayIssue ? (
            <Button variant="default" renderRoot={(props) => <Link to="/requests/sign" {...props} />}>
              {t("signThose")}
            </Button>
          ) : null}
        </>
      }
      primary={
        mayIssue ? <Button renderRoot={(props) => <Link to="/requests/new" {...props} />}>{t("new")}</Button> : null
      }
    >
      <p className={classes.intro}>{t("intro")}</p>
      <SegmentedControl
        size="xs"
        aria-label={t("which")}
        data={[
          { value: "waiting", label: waiting > 0 ? t("waitingCount", { count: waiting }) : t("waiting") },
          { value: "answered", label: t("answered") },
        ]}
        value={answered ? "answered" : "waiting"}
        onChange={(value) => show(value === "answered" ? { answered: true } : {})}
      />
      <div className={classes.list}>
        {query.isError ? (
          <Failure title={t("common:unreadable")} error={query.error} onRetry={() => void query.refetch()} />
        ) : query.data === undefined ? (
          <SkeletonLines lines={8} height={16} />
        ) : requests.length === 0 ? (
          <Empty title={t(answered ? "noneAnswered" : "noneWaiting")}>
            {t(answered ? "noneAnsweredText" : "noneWaitingText")}
          </Empty>
        ) : (
          <>
            <RequestTable requests={requests} onOpen={(open) => show({ ...list, id: open }, false)} />
            {query.hasNextPage ? (
              <Button
                variant="subtle"
                mt="sm"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t("more")}
              </Button>
            ) : null}
          </>
        )}
      </div>
      <RequestDrawer id={id} onClose={() => show(list)} />
    </Page>
  );
}
