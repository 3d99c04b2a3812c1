import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { CertificateFilter } from "@/lib/ipc";

/** A link to exactly the certificates that a number counts. */
export function CertificatesLink({
  filter,
  className,
  label,
  tabIndex,
  children,
}: {
  filter: CertificateFilter;
  className?: string;
  label?: string;
  tabIndex?: number;
  children: ReactNode;
}) {
  return (
    <Link
      to="/certificates"
      search={{ filter: narrowed(filter) }}
      className={className}
      aria-label={label}
      tabIndex={tabIndex}
    >
      {children}
    </Link>
  );
}

/** The address need not say what the filter leaves open. */
const narrowed = (filter: CertificateFilter): Partial<CertificateFilter> =>
  Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  );
