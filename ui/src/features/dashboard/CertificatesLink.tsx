import { Link } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext } from "react";
import { searchFor } from "@/features/certificates/search";
import type { CertificateFilter } from "@/lib/ipc";

/** When the numbers on the page were counted. */
export const AsOf = createContext("");

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
  const asOf = useContext(AsOf);
  return (
    <Link
      to="/certificates"
      search={searchFor(filter, asOf)}
      className={className}
      aria-label={label}
      tabIndex={tabIndex}
    >
      {children}
    </Link>
  );
}
