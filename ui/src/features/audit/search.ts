/** What the page's address holds: the filter of the list. */
export type AuditSearch = {
  actor?: string;
  action?: string;
  resource?: string;
  text?: string;
  /** Days as YYYY-MM-DD in the person's zone, both included. */
  from?: string;
  to?: string;
  /** The log is verified as the page opens. */
  verify?: true;
};

const names = ["actor", "action", "resource", "text", "from", "to"] as const;

export function validateAuditSearch(search: Record<string, unknown>): AuditSearch {
  const valid: AuditSearch = {};
  for (const name of names) {
    const value = search[name];
    if ((typeof value === "string" && value !== "") || typeof value === "number") valid[name] = String(value);
  }
  if (search.verify === true) valid.verify = true;
  return valid;
}
