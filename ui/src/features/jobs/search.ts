/** What the address of the Jobs room may hold: the job whose drawer is open. */
export type JobsSearch = { id?: string };

export function validateJobsSearch(search: Record<string, unknown>): JobsSearch {
  return typeof search.id === "string" && /^job-\d+$/.test(search.id) ? { id: search.id } : {};
}
