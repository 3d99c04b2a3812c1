import type { Finding } from "@/lib/ipc";

const ORDER = ["error", "warning", "info"];

/** What is listed: the gravest first, and what is said of two fields said once. */
export function listed(findings: readonly Finding[]): Finding[] {
  const said = new Set<string>();
  return findings
    .filter(({ severity, message }) => {
      const words = `${severity} ${message}`;
      return !said.has(words) && said.add(words);
    })
    .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

/** The lint rules that whoever has the right to may sign past, as the request names them. */
export const overridable = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.filter((finding) => finding.overridable).map(({ code }) => code)),
];

/** How many of a severity are listed. */
export const countOf = (severity: Finding["severity"], findings: readonly Finding[]): number =>
  listed(findings).filter((finding) => finding.severity === severity).length;
