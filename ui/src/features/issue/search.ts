/** What the page's address holds: the authority and the profile that are chosen at first. */
export type IssueSearch = { authority?: string; profile?: string };

export const validateIssueSearch = ({ authority, profile }: Record<string, unknown>): IssueSearch => ({
  ...(typeof authority === "string" ? { authority } : {}),
  ...(typeof profile === "string" ? { profile } : {}),
});
