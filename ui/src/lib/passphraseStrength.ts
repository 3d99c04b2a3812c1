/** How good a passphrase looks, as a hint while typing. Whether it is accepted the core decides. */
export type Strength = "short" | "weak" | "fair" | "good";

export function strengthOf(passphrase: string): Strength {
  const characters = [...passphrase];
  if (characters.length < 12) return "short";
  // Bits that a guesser who knows the alphabet would need, counting a repeated character once and a half.
  const distinct = new Set(characters).size;
  const alphabet =
    (/[a-z]/.test(passphrase) ? 26 : 0) +
    (/[A-Z]/.test(passphrase) ? 26 : 0) +
    (/[0-9]/.test(passphrase) ? 10 : 0) +
    (/[^a-zA-Z0-9]/.test(passphrase) ? 20 : 0);
  const bits = Math.min(characters.length, distinct * 1.5) * Math.log2(Math.max(alphabet, 2));
  return bits < 60 ? "weak" : bits < 85 ? "fair" : "good";
}
