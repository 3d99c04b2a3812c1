import type { Role } from "@/lib/ipc";

/** Every role, the most powerful first. */
export const roles: Role[] = ["administrator", "operator", "auditor", "viewer"];
