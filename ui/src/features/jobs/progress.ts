import type { TFunction } from "i18next";
import { formatNumber } from "@/lib/format";
import type { JobView } from "@/lib/ipc";

type Words = TFunction<"jobs">;

/** A rate in the unit in which it reads best. */
export function rateOf(t: Words, perMinute: number): string {
  return perMinute >= 120
    ? t("rate.second", { number: formatNumber(Math.round(perMinute / 60)) })
    : t("rate.minute", { number: formatNumber(perMinute) });
}

/** How long in words, coarser the longer it is. */
export function lengthOf(t: Words, seconds: number): string {
  if (seconds < 60) return t("seconds", { number: formatNumber(seconds) });
  if (seconds < 3600) return t("minutes", { number: formatNumber(Math.ceil(seconds / 60)) });
  return t("hours", { hours: formatNumber(Math.floor(seconds / 3600)), minutes: Math.floor((seconds % 3600) / 60) });
}

/** The share that is done, from 0 to 100; a job without parts is done when it has ended. */
export function shareOf({ total, done, state }: JobView): number {
  if (total === 0) return state === "done" ? 100 : 0;
  return Math.min(100, (done / total) * 100);
}

/** The state's word: what is being stopped, or was done but for failures, has its own. */
export function stateOf(t: Words, job: JobView): string {
  if (job.cancelling) return t("state.cancelling");
  return job.state === "done" && job.failed > 0 ? t("state.partly") : t(`state.${job.state}`);
}
