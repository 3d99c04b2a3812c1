import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useAlgorithm } from "@/components/useAlgorithm";
import { useProfileTitle } from "@/components/useProfileTitle";
import { formatDate } from "@/lib/format";
import { core, type LintSeverity } from "@/lib/ipc";
import { keys } from "@/lib/query/keys";
import type { CertificatesSearch, Chip } from "./search";

/** What the filter menus offer, from the core. */
export const useFacets = () =>
  useQuery({ queryKey: keys.certificates.facets, queryFn: () => core.certificateFacets(), staleTime: 30_000 });

/** What a chip says: "within 90 days", "production", an authority by its name. */
export function useChipWords(): (chip: Chip, search: CertificatesSearch) => string {
  const { t } = useTranslation(["certificates", "common"]);
  const facets = useFacets();
  const algorithm = useAlgorithm();
  const profileTitle = useProfileTitle();
  return (chip, { filter = {}, within, beyond }) => {
    switch (chip) {
      case "status":
        return (filter.status ?? []).map((status) => t(`common:status.${status}`)).join(", ");
      case "expires": {
        if (beyond !== undefined) return windowWords(t, beyond, within);
        if (within !== undefined) return t("filter.withinDays", { count: within });
        const { expiresFrom: from, expiresUntil: until } = filter;
        if (from && until) return t("filter.between", { from: formatDate(from), until: formatDate(lastMoment(until)) });
        return until
          ? t("filter.before", { date: formatDate(until) })
          : t("filter.after", { date: formatDate(from ?? "") });
      }
      case "authority":
        return (
          facets.data?.authorities.find(({ value }) => value === filter.authority)?.label ?? filter.authority ?? ""
        );
      case "profile":
        return filter.profile ? profileTitle(filter.profile) : "";
      case "keyAlgorithm":
        return algorithm(filter.keyAlgorithm ?? "");
      case "environment":
        return filter.environment ? t(`common:environment.${filter.environment}`) : "";
      case "owner":
        return filter.owner ?? "";
      case "tag":
        return filter.tag ?? "";
      case "origin":
        return filter.origin ? t(`common:origin.${filter.origin}`) : "";
      case "superseded":
        return t("filter.versionsAlone");
      case "isCa":
        return t(filter.isCa ? "filter.isCaValue" : "filter.isLeaf");
      case "revokedElsewhere":
        return t(filter.revokedElsewhere ? "filter.isRevokedElsewhere" : "filter.isNotRevokedElsewhere");
      case "finding": {
        const { finding } = filter;
        if (isSeverity(finding)) return t(`lint.any.${finding}`);
        return facets.data?.findings.find(({ value }) => value === finding)?.sentence ?? finding ?? "";
      }
    }
  };
}

/** A window of days counted from now, the past below zero: "in 7 to 30 days", "in the last 30 days". */
function windowWords(t: TFunction<["certificates", "common"]>, from: number, until: number | undefined): string {
  if (until === undefined) {
    return from < 0 ? t("filter.lastDays", { count: -from }) : t("filter.inDays", { count: from });
  }
  return from === 0 ? t("filter.withinDays", { count: until }) : t("filter.daysBetween", { from, until });
}

export const SEVERITIES: readonly LintSeverity[] = ["error", "warning", "notice"];

const isSeverity = (finding: string | null | undefined): finding is LintSeverity =>
  SEVERITIES.some((severity) => severity === finding);

/** The end of a window is not in it: a week until the 15th, midnight, ends for a person on the 14th. */
const lastMoment = (until: string): string => new Date(Date.parse(until) - 1).toISOString();
