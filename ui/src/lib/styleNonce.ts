/**
 * By this the content policy knows the style elements that the program makes itself: there are no others. The window
 * draws it anew for each start; a page without a policy has none.
 */
export const styleNonce = (): string => document.querySelector<HTMLStyleElement>("head > style[nonce]")?.nonce ?? "";
