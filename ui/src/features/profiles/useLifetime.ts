import { useTranslation } from "react-i18next";
import type { Lifetime } from "@/lib/ipc";

/** A time in days or hours, in words. */
export function useLifetime(): (lifetime: Lifetime) => string {
  const { t } = useTranslation("profiles");
  return (lifetime) =>
    lifetime.hours === undefined ? t("days", { count: lifetime.days }) : t("hours", { count: lifetime.hours });
}
