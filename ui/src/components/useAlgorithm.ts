import { useTranslation } from "react-i18next";
import type { KeyAlgorithm } from "@/lib/ipc";
import { useSpoken } from "./useSpoken";

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

/** The word for a key algorithm, also for one that only imported certificates have ("rsa-1024"). */
export function useAlgorithm(): (algorithm: string) => string {
  const { t } = useTranslation("common");
  const spoken = useSpoken();
  return (algorithm) => {
    const known = KEY_ALGORITHMS.find((each) => each === algorithm);
    return known ? t(`keyAlgorithm.${known}`) : spoken(algorithm);
  };
}
