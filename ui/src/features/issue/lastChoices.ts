/** What the admin chose last time in this vault, as the next form's defaults. No names, no keys, no secrets. */
import type { Environment, KeyAlgorithm, ProfileName } from "@/lib/ipc";
import type { VaultStorage } from "@/lib/vaultStorage";
import type { IssueValues } from "./issueForm";

export type LastChoices = {
  authority?: string;
  profile?: ProfileName;
  algorithm?: KeyAlgorithm | null;
  organization?: string;
  unit?: string;
  locality?: string;
  state?: string;
  country?: string;
  owner?: string;
  environment?: Environment | null;
};

const KEY = "chancery.issue.last";

export function lastChoices(storage: VaultStorage): LastChoices {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? (kept as LastChoices) : {};
  } catch {
    return {};
  }
}

export function rememberChoices(storage: VaultStorage, values: IssueValues): void {
  const choices: LastChoices = {
    authority: values.authority,
    profile: values.profile,
    algorithm: values.algorithm,
    organization: values.organization,
    unit: values.unit,
    locality: values.locality,
    state: values.state,
    country: values.country,
    owner: values.owner,
    environment: values.environment,
  };
  storage.setItem(KEY, JSON.stringify(choices));
}
