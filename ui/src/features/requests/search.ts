/** Where one is in the room of requests: which list, and which request is open. */
export type RequestsSearch = { answered?: true; id?: string };

export const validateRequestsSearch = (search: Record<string, unknown>): RequestsSearch => ({
  ...(search.answered === true ? { answered: true as const } : {}),
  ...(typeof search.id === "string" ? { id: search.id } : {}),
});
