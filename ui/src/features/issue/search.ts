/** What the page's address holds: the authority that is chosen at first. */
export type IssueSearch = { authority?: string };

export const validateIssueSearch = (search: Record<string, unknown>): IssueSearch =>
  typeof search.authority === "string" ? { authority: search.authority } : {};
