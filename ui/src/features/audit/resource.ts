/** What an event is about, by the id that the core keeps of it: "crt-17", "profile:web-server", "user:ada". */
export type Resource = { kind: "certificate" | "authority" | "profile" | "other"; name: string };

export function resourceOf(id: string): Resource {
  if (id.startsWith("crt-")) return { kind: "certificate", name: id };
  if (id.startsWith("ca-")) return { kind: "authority", name: id };
  // What is known by its name stands under it; the event's sentence says what it is.
  if (id.startsWith("profile:")) return { kind: "profile", name: id.slice("profile:".length) };
  return { kind: "other", name: id.startsWith("user:") ? id.slice("user:".length) : id };
}
