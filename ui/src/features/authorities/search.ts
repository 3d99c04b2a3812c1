/** What the page's address holds: the authority that is shown. */
export type AuthoritiesSearch = { id?: string };

export const validateAuthoritiesSearch = (search: Record<string, unknown>): AuthoritiesSearch =>
  typeof search.id === "string" ? { id: search.id } : {};
