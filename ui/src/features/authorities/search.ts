/** What the page's address holds: the authority that is shown. */
export type AuthoritiesSearch = { id?: string };

export const validateAuthoritiesSearch = (search: Record<string, unknown>): AuthoritiesSearch =>
  typeof search.id === "string" ? { id: search.id } : {};

/** What the address of the form for a new authority holds: the parent that is chosen at first. */
export type NewAuthoritySearch = { parent?: string };

export const validateNewAuthoritySearch = (search: Record<string, unknown>): NewAuthoritySearch =>
  typeof search.parent === "string" ? { parent: search.parent } : {};
