import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import type { AuditEvent } from "@/lib/ipc";
import { useMay } from "@/lib/session";
import { EventDrawer } from "./EventDrawer";
import { EventList } from "./EventList";
import { ExportDialog } from "./ExportDialog";
import { Filters } from "./Filters";
import type { AuditSearch } from "./search";
import { useAuditEvents } from "./useAuditEvents";
import { VerifyDialog } from "./VerifyDialog";

/** Everything that was ever done in this vault. */
export function AuditPage() {
  const { t } = useTranslation("audit");
  const { t: common } = useTranslation();
  const may = useMay("read-audit");
  const { verify } = useSearch({ from: "/audit" });
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<"verify" | "export" | null>(verify ? "verify" : null);
  useEffect(() => {
    // Closed once, it stays so when somebody comes back.
    if (verify) void navigate({ to: "/audit", search: ({ verify: _, ...filter }) => filter, replace: true });
  }, [verify, navigate]);
  if (!may) {
    return (
      <Page title={t("title")}>
        <Empty title={common("notPermitted")}>{common("notPermittedHint")}</Empty>
      </Page>
    );
  }
  return (
    <Page
      title={t("title")}
      fill
      actions={
        <Button variant="default" onClick={() => setDialog("export")}>
          {t("export")}
        </Button>
      }
      primary={<Button onClick={() => setDialog("verify")}>{t("verify")}</Button>}
    >
      <Log />
      <VerifyDialog opened={dialog === "verify"} onClose={() => setDialog(null)} />
      <ExportDialog opened={dialog === "export"} onClose={() => setDialog(null)} />
    </Page>
  );
}

function Log() {
  const { t } = useTranslation("audit");
  const { t: common } = useTranslation();
  const search = useSearch({ from: "/audit" });
  const navigate = useNavigate();
  const { query, events } = useAuditEvents(search);
  const [open, setOpen] = useState<AuditEvent | null>(null);
  const filter = (next: AuditSearch) => void navigate({ to: "/audit", search: next, replace: true });
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  const more = useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const step = (by: -1 | 1) => {
    const to = events[events.findIndex(({ sequence }) => sequence === open?.sequence) + by];
    return to && (() => setOpen(to));
  };
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <Filters search={search} onChange={filter} />
      {query.isError && !isFetchNextPageError ? (
        <Failure title={common("unreadable")} error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <SkeletonLines lines={12} height={16} />
      ) : events.length === 0 ? (
        <Empty title={filtered ? t("noneTitle") : t("emptyTitle")}>{filtered ? t("noneText") : t("emptyText")}</Empty>
      ) : (
        <EventList
          events={events}
          onOpen={setOpen}
          onNearEnd={more}
          foot={
            isFetchNextPageError
              ? t("moreFailed")
              : hasNextPage
                ? t("loadingMore")
                : filtered
                  ? t("endFiltered")
                  : t("end")
          }
        />
      )}
      <EventDrawer
        event={open}
        onClose={() => setOpen(null)}
        onStep={step}
        onAbout={(resource) => {
          setOpen(null);
          filter({ resource });
        }}
      />
    </>
  );
}
