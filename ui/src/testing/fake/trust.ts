// Verdicts and trust stores of the core in memory.
import type { TrustStep, TrustStore, TrustVerdict, VerifyRequest } from "@/lib/ipc/bindings";
import type { Estate } from "./estate";
import { refused } from "./inventory";

/** Trusted, unless it is asked for another host than `www.corp.example`. */
export function verdict(request: VerifyRequest): TrustVerdict {
  const wrongHost = request.host !== null && request.host !== "www.corp.example";
  const step = (link: number, check: string, outcome: TrustStep["outcome"], sentence: string): TrustStep => ({
    link,
    check,
    outcome,
    sentence,
    source: "RFC 5280 §6.1",
  });
  const link = (label: string, anchor: string | null = null) => ({
    label,
    subject: `CN=${label}`,
    fingerprint: label.replace(/\W/g, "").padEnd(64, "0"),
    notAfter: "2031-01-01T00:00:00Z",
    anchor,
    certificateId: null,
  });
  const host = wrongHost
    ? step(0, "host", "failed", `It is not good for “${request.host}”, but for www.corp.example.`)
    : step(0, "host", request.host === null ? "not-checked" : "ok", "It is good for the host: www.corp.example.");
  return {
    trusted: !wrongHost,
    sentence: wrongHost
      ? `Not trusted. “www.corp.example”: ${host.sentence}`
      : "Trusted: 3 certificates lead up to “Example Root”.",
    at: request.at ?? "2026-11-20T09:00:00Z",
    purpose: request.purpose,
    host: request.host,
    anchors: 2,
    paths: [
      {
        valid: !wrongHost,
        links: [link("www.corp.example"), link("Issuing CA"), link("Example Root", "vault")],
        steps: [
          step(0, "signature", "ok", "It was signed by the key of the certificate above it."),
          step(0, "validity", "ok", "It is valid from 2026-01-01 until 2027-01-01."),
          host,
          step(0, "revocation", request.vaultCrls ? "ok" : "not-checked", "What the CRLs say of it."),
          step(1, "basic-constraints", "ok", "It is an authority’s."),
          step(2, "anchor", "ok", "It is among what is trusted (vault)."),
        ],
        policies: [],
      },
    ],
    cutShort: false,
    notes: [],
  };
}

export function add(estate: Estate, name: string, path: string): TrustStore {
  if (estate.trustStores.some((store) => store.name.toLowerCase() === name.toLowerCase()))
    throw refused("name_taken", `There is already something called “${name}”.`, "name");
  const added = {
    name,
    source: path.split("/").at(-1) ?? path,
    certificates: 142,
    createdAt: "2026-11-20T09:00:00Z",
  };
  estate.trustStores.push(added);
  return added;
}
