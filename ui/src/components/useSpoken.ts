import { useTranslation } from "react-i18next";

/** Names of algorithms as the core writes them, not as a part of a longer name. */
const NAME =
  /(?<![\w.-])(?:(ecdsa|rsa|dsa|RSA|RSASSA-PSS)(?:-with)?-SHA(\d+)|rsa-(\d+)|ecdsa-p(\d+)|ml-dsa-(\d+)|ed(25519|448))(?![\w-]|\.\w)/g;

/** Alternative names as the core writes them, each after its kind: "dns:www.corp.example". */
const KIND = /(?<![\w:/.-])(dns|ip|email|uri):(?=[^\s:])/g;

/**
 * What the core says, with keys, signatures and kinds of names by the words that people know: "ECDSA P-256", "ECDSA
 * with SHA-256", "DNS www.corp.example". Everything else stays as it is.
 */
export function useSpoken(): (text: string) => string {
  const { t } = useTranslation(["common", "signing"]);
  return (text) =>
    text
      .replace(NAME, (all, key, hash, rsa, curve, lattice, edwards) => {
        if (key) return t("signedWith", { key: key.toUpperCase(), hash: `SHA-${hash}` });
        if (rsa) return `RSA ${rsa}`;
        if (curve) return `ECDSA P-${curve}`;
        if (lattice) return `ML-DSA-${lattice}`;
        return edwards ? `Ed${edwards}` : all;
      })
      .replace(KIND, (_, kind: "dns" | "ip" | "email" | "uri") => `${t(`signing:nameKinds.${kind}`)} `);
}
