// Who opened a vault here last: a name that the key slots show anyway, and no more.
const KEY = "chancery.last-user";

export const lastUser = (): string | null => localStorage.getItem(KEY);
export const rememberUser = (user: string) => localStorage.setItem(KEY, user);
