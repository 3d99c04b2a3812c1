import { useTranslation } from "react-i18next";
import type { KeyAlgorithm } from "@/lib/ipc";

/** The algorithms in which keys can be made here, from the everyday to the particular. */
export const KEY_ALGORITHMS: readonly KeyAlgorithm[] = [
  "ecdsa-p256",
  "ecdsa-p384",
  "ecdsa-p521",
  "rsa-2048",
  "rsa-3072",
  "rsa-4096",
  "ed25519",
  "ml-dsa-44",
  "ml-dsa-65",
  "ml-dsa-87",
];

/** The word for a key algorithm; one that only imported certificates have ("rsa-1024") is shown as the core names it. */
export function useAlgorithm(): (algorithm: string) => string {
  const { t } = useTranslation("common");
  return (algorithm) => {
    const known = KEY_ALGORITHMS.find((each) => each === algorithm);
    return known ? t(`keyAlgorithm.${known}`) : algorithm;
  };
}
