import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { NoAuthority } from "@/components/signing/NoAuthority";
import { UnderWay } from "@/features/jobs/UnderWay";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { useMay } from "@/lib/session";
import { BatchForm } from "./BatchForm";

/** Many certificates from one file: choose it, see what is wrong with it, issue, and get the results. */
export function BatchPage() {
  const { t } = useTranslation("batch");
  const mayIssue = useMay("issue");
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const profiles = useQuery({ queryKey: keys.profiles.list(false), queryFn: () => core.listProfiles(false) });
  const [job, setJob] = useState<string | null>(null);
  // A new number is a new form with a token of its own.
  const [form, setForm] = useState(0);
  const error = authorities.error ?? profiles.error;
  const signers = authorities.data?.filter(({ status }) => status === "active");
  return (
    <Page title={t("title")}>
      {!mayIssue ? (
        <Empty title={t("title")}>{t("notPermitted")}</Empty>
      ) : job !== null ? (
        <UnderWay
          id={job}
          another={t("another")}
          onAnother={() => {
            setJob(null);
            setForm((now) => now + 1);
          }}
        />
      ) : error ? (
        <Failure
          error={error}
          onRetry={() => {
            void authorities.refetch();
            void profiles.refetch();
          }}
        />
      ) : !signers || !profiles.data ? (
        <SkeletonLines lines={10} height={20} />
      ) : signers.length === 0 ? (
        <NoAuthority />
      ) : (
        <BatchForm key={form} authorities={signers} profiles={profiles.data} onStarted={({ id }) => setJob(id)} />
      )}
    </Page>
  );
}
