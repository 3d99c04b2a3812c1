import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/Page";
import { Section } from "@/components/Section";
import { Loaded, SkeletonLines } from "@/components/StateViews";
import { NoAuthority } from "@/components/signing/NoAuthority";
import { core } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import { AuthoritiesTable } from "./AuthoritiesTable";
import { LatestAnswers } from "./LatestAnswers";
import { StatusQuery } from "./StatusQuery";
import { ServicePart } from "./service/ServicePart";
import { TargetsPart } from "./targets/TargetsPart";
import { WatchingPart } from "./WatchingPart";

/** How often the service is looked at while somebody looks at it, in milliseconds. */
const LOOK = 3_000;

/** What the world is told about revocations: the service, what it answers for, and a question to it or to others. */
export function StatusPage() {
  const { t } = useTranslation("status");
  const query = useQuery({ queryKey: keys.status, queryFn: () => core.statusService(), refetchInterval: LOOK });
  const authorities = useQuery({ queryKey: keys.authorities.list, queryFn: () => core.listAuthorities() });
  const nobody = authorities.data?.length === 0;
  return (
    <Page title={t("title")}>
      <Loaded query={query} skeleton={<SkeletonLines lines={8} height={20} />}>
        {(status) => (
          <>
            {nobody && !status.settings.serves ? (
              <NoAuthority title={t("none.title")} detail={t("none.detail")} />
            ) : (
              <ServicePart status={status} />
            )}
            {status.health ? (
              <Section title={t("authorities.title")} description={t("authorities.description")}>
                <AuthoritiesTable authorities={status.health.authorities} />
              </Section>
            ) : null}
            <WatchingPart />
            <TargetsPart />
            <Section title={t("query.title")} description={t("query.description")}>
              <StatusQuery />
            </Section>
            {status.health ? (
              <Section title={t("latest.title")} description={t("latest.description")}>
                <LatestAnswers answers={status.latest} />
              </Section>
            ) : null}
          </>
        )}
      </Loaded>
    </Page>
  );
}
