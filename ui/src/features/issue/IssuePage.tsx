import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Empty, Failure, SkeletonLines } from "@/components/StateViews";
import { NoAuthority } from "@/components/signing/NoAuthority";
import { type CertificateDetail, core } from "@/lib/ipc";
import { dialogOpen, takesText } from "@/lib/keyboard";
import { keys } from "@/lib/query/keys";
import { takeRequest } from "@/lib/requestToSign";
import { useMay } from "@/lib/session";
import { IssuedView } from "./IssuedView";
import { IssueForm } from "./IssueForm";

/** Issuing one certificate: the form with what will be signed beside it, then what to do with the result. */
export function IssuePage() {
  const { t } = useTranslation("issue");
  const { authority, profile } = useSearch({ from: "/issue" });
  const mayIssue = useMay("issue");
  // Taken once, when the page opens.
  const [csr, setCsr] = useState(takeRequest);
  const [issued, setIssued] = useState<CertificateDetail | null>(null);
  // A new number is a new form with a token of its own.
  const [form, setForm] = useState(0);
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const profiles = useQuery({ queryKey: keys.profiles.list(false), queryFn: () => core.listProfiles(false) });
  const error = authorities.error ?? profiles.error;
  const another = useCallback(() => {
    setIssued(null);
    setCsr(null);
    setForm((now) => now + 1);
  }, []);
  useNewAgain(issued !== null, another);
  const signers = authorities.data?.filter(({ status }) => status === "active");
  return (
    <Page title={issued ? t("done.title") : t("title")}>
      {!mayIssue ? (
        <Empty title={t("title")}>{t("notPermitted")}</Empty>
      ) : issued ? (
        <IssuedView certificate={issued} onAnother={another} />
      ) : error ? (
        <Failure
          error={error}
          onRetry={() => {
            void authorities.refetch();
            void profiles.refetch();
          }}
        />
      ) : !signers || !profiles.data ? (
        <SkeletonLines lines={14} height={20} />
      ) : signers.length === 0 || profiles.data.length === 0 ? (
        <NoAuthority />
      ) : (
        <IssueForm
          key={form}
          authorities={signers}
          profiles={profiles.data}
          authority={authority}
          profile={profile}
          csr={csr}
          onIssued={setIssued}
        />
      )}
    </Page>
  );
}

/** N stands for a new certificate here too: after one was issued the form comes back empty. */
function useNewAgain(done: boolean, another: () => void) {
  useEffect(() => {
    if (!done) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (takesText(event.target) || dialogOpen()) return;
      event.preventDefault();
      another();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [done, another]);
}
