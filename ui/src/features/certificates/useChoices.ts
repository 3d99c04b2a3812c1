import { useTranslation } from "react-i18next";
import { useAlgorithm } from "@/components/useAlgorithm";
import type { Facet } from "@/lib/ipc";
import { type CertificatesSearch, type Chip, ORIGINS, STATUSES, withFilter, withoutChip, withVersions } from "./search";
import { SEVERITIES, useFacets } from "./useChipWords";

export type Choice = { key: string; label: string; count: number | null; chosen: boolean; next: CertificatesSearch };

const WINDOWS = [7, 30, 90, 365] as const;

/** The values that a criterion offers and the search that each leads to; null while the core is asked. */
export function useChoices(chip: Chip, search: CertificatesSearch): { choices: Choice[] | null; failed: boolean } {
  const { t } = useTranslation(["certificates", "common"]);
  const facets = useFacets();
  const algorithm = useAlgorithm();
  const filter = search.filter ?? {};
  const fixed = (choices: Choice[]) => ({ choices, failed: false });
  const ofFacets = (list: Facet[] | undefined, choice: (facet: Facet) => Omit<Choice, "key" | "count">) => ({
    choices: list?.map((facet) => ({ key: facet.value, count: facet.count, ...choice(facet) })) ?? null,
    failed: facets.isError,
  });
  switch (chip) {
    case "status": {
      const chosen = filter.status ?? [];
      return fixed(
        STATUSES.map((status) => ({
          key: status,
          label: t(`common:status.${status}`),
          count: null,
          chosen: chosen.includes(status),
          next: withFilter(search, {
            status: STATUSES.filter((each) => (each === status) !== chosen.includes(each)),
          }),
        })),
      );
    }
    case "expires":
      return fixed(
        WINDOWS.map((days) => ({
          key: String(days),
          label: t("filter.withinDays", { count: days }),
          count: null,
          chosen: search.within === days,
          next: { ...withoutChip(search, "expires"), within: days },
        })),
      );
    case "authority":
      return ofFacets(facets.data?.authorities, ({ value, label }) => ({
        label,
        chosen: filter.authority === value,
        next: withFilter(search, { authority: value }),
      }));
    case "profile":
      return ofFacets(facets.data?.profiles, ({ value, label }) => ({
        label,
        chosen: filter.profile === value,
        next: withFilter(search, { profile: value }),
      }));
    case "keyAlgorithm":
      return ofFacets(facets.data?.keyAlgorithms, ({ value }) => ({
        label: algorithm(value),
        chosen: filter.keyAlgorithm === value,
        next: withFilter(search, { keyAlgorithm: value }),
      }));
    case "environment":
      return ofFacets(facets.data?.environments, ({ value, label }) => ({
        label: isEnvironment(value) ? t(`common:environment.${value}`) : label,
        chosen: filter.environment === value,
        next: withFilter(search, { environment: isEnvironment(value) ? value : null }),
      }));
    case "owner":
      return ofFacets(facets.data?.owners, ({ value, label }) => ({
        label,
        chosen: filter.owner === value,
        next: withFilter(search, { owner: value }),
      }));
    case "tag":
      return ofFacets(facets.data?.tags, ({ value, label }) => ({
        label,
        chosen: filter.tag === value,
        next: withFilter(search, { tag: value }),
      }));
    case "origin":
      return fixed(
        ORIGINS.map((origin) => ({
          key: origin,
          label: t(`common:origin.${origin}`),
          count: null,
          chosen: filter.origin === origin,
          next: withFilter(search, { origin }),
        })),
      );
    case "superseded":
      return fixed(
        (["folded", "all", "old"] as const).map((versions) => ({
          key: versions,
          label: t(`filter.versions.${versions}`),
          count: null,
          chosen: versions === (filter.superseded ? "old" : (search.versions ?? "folded")),
          next: withVersions(search, versions),
        })),
      );
    case "isCa":
      return fixed(
        [true, false].map((isCa) => ({
          key: String(isCa),
          label: t(isCa ? "filter.isCaValue" : "filter.isLeaf"),
          count: null,
          chosen: filter.isCa === isCa,
          next: withFilter(search, { isCa }),
        })),
      );
    case "revokedElsewhere":
      return fixed(
        [true, false].map((revokedElsewhere) => ({
          key: String(revokedElsewhere),
          label: t(revokedElsewhere ? "filter.isRevokedElsewhere" : "filter.isNotRevokedElsewhere"),
          count: null,
          chosen: filter.revokedElsewhere === revokedElsewhere,
          next: withFilter(search, { revokedElsewhere }),
        })),
      );
    case "finding":
      return {
        choices:
          facets.data === undefined
            ? null
            : [
                ...SEVERITIES.map((severity) => ({ value: severity, label: t(`lint.any.${severity}`), count: null })),
                ...facets.data.findings.map(({ value, sentence, count }) => ({ value, label: sentence, count })),
              ].map(({ value, label, count }) => ({
                key: value,
                label,
                count,
                chosen: filter.finding === value,
                next: withFilter(search, { finding: value }),
              })),
        failed: facets.isError,
      };
  }
}

const isEnvironment = (value: string): value is "production" | "staging" | "development" =>
  ["production", "staging", "development"].includes(value);
