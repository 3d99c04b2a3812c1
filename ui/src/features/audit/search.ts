import type { AuditOutcome } from "@/lib/ipc";

/** What the page's address holds: the filter of the list. */
export type AuditSearch = {
  actor?: string;
  action?: string;
  resource?: string;
  outcome?: AuditOutcome;
  text?: string;
  /** Days as YYYY-MM-DD in the person's zone, both included. */
  from?: string;
  to?: string;
  /** The log is verified as the page opens. */
  verify?: true;
};

const names = ["actor", "action", "resource", "text", "from", "to"] as const;

export const OUTCOMES: readonly AuditOutcome[] = ["done", "refused", "failed"];

export function validateAuditSearch(search: Record<string, unknown>): AuditSearch {
  const valid: AuditSearch = {};
  for (const name of names) {
    const value = search[name];
    if ((typeof value === "string" && value !== "") || typeof value === "number") valid[name] = String(value);
  }
  const outcome = OUTCOMES.find((each) => each === search.outcome);
  if (outcome) valid.outcome = outcome;
  if (search.verify === true) valid.verify = true;
  return valid;
}
