import type { CrlRules } from "@/lib/ipc";

/** An authority that makes its full CRL and no other, and makes it at once. */
export const NO_RULES: CrlRules = {
  partitioned: false,
  byReason: false,
  deltaHours: 0,
  overlapHours: null,
  batchSeconds: 0,
};

/** The fields at which a refusal of rules is shown. */
export const RULE_FIELDS = ["partitioned", "byReason", "deltaHours", "overlapHours", "batchSeconds"] as const;
