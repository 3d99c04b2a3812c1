export const settingsTabs = ["vault", "access", "people", "appearance"] as const;
export type SettingsTab = (typeof settingsTabs)[number];
export type SettingsSearch = { tab?: SettingsTab };

export const validateSettingsSearch = (search: Record<string, unknown>): SettingsSearch => {
  const tab = settingsTabs.find((name) => name === search.tab);
  return tab ? { tab } : {};
};
