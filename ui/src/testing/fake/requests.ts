// Signing requests: those made here that wait, and those of others that are signed.
import type { CertificateDetail, commands, ReadRequest, RequestDetail, SignRequests } from "@/lib/ipc/bindings";
import { type Estate, later } from "./estate";
import { pem, refused } from "./inventory";
import { exported } from "./issuing";

type RequestCommands = Pick<
  typeof commands,
  | "listRequests"
  | "request"
  | "createRequest"
  | "deleteRequest"
  | "exportRequest"
  | "answerRequest"
  | "answerRequestFile"
  | "readRequestFiles"
  | "readRequestText"
  | "signRequests"
>;

export const requestPem = (name: string) =>
  `${pem.replaceAll("CERTIFICATE", "CERTIFICATE REQUEST").trimEnd()}\n# ${name}\n`;

/** The name that a request of this fake is for. */
export const nameIn = (text: string) => /# (\S+)/.exec(text)?.[1] ?? "asked.corp.example";

function first(estate: Estate): RequestDetail[] {
  const made = (id: number, label: string, more: Partial<RequestDetail> = {}): RequestDetail => ({
    id: `csr-${id}`,
    label,
    subject: `CN=${label},O=Example Corp,C=DE`,
    keyAlgorithm: "ecdsa-p256",
    createdBy: "ada",
    createdAt: later(estate.now, -id),
    certificateId: null,
    answeredAt: null,
    names: [{ kind: "dns", value: label }],
    extensions: [],
    notes: null,
    pem: requestPem(label),
    comparison: null,
    ...more,
  });
  return [
    made(2, "partner.example.org", { notes: "DigiCert, order 4711" }),
    made(1, "shop.example.org", {
      certificateId: "crt-20",
      answeredAt: later(estate.now, 0),
      comparison: [
        {
          what: "Subject",
          asked: "CN=shop.example.org,O=Example Corp,C=DE",
          got: "CN=shop.example.org",
          same: false,
        },
        { what: "Key", asked: "ecdsa-p256", got: "ecdsa-p256", same: true },
        { what: "Name (dns)", asked: "shop.example.org", got: "shop.example.org", same: true },
      ],
    }),
  ];
}

export function commandsOf(
  estate: Estate,
  issue: (pem: string, request: Omit<SignRequests, "requests">) => Promise<CertificateDetail>,
): RequestCommands {
  let all = estate.certificates.length > 0 ? first(estate) : [];
  const one = (id: string) => {
    const found = all.find((request) => request.id === id);
    if (!found) throw refused("not_found", `There is no request “${id}” in this vault.`);
    return found;
  };
  const answer = (id: string, text: string) => {
    if (!text.includes("BEGIN CERTIFICATE-"))
      throw refused("no_certificate", "There is no certificate in it.", "certificate");
    return Object.assign(one(id), { certificateId: "crt-20", answeredAt: later(estate.now, 0), comparison: [] });
  };
  const readText = (text: string, source: string): ReadRequest[] => {
    const parts = text.split(/(?=-----BEGIN CERTIFICATE REQUEST)/).filter((part) => part.includes("REQUEST"));
    if (parts.length === 0)
      return [{ source, pem: null, label: "", keyAlgorithm: "", problem: "There is no signing request in it." }];
    return parts.map((part) => ({
      source,
      pem: part,
      label: nameIn(part),
      keyAlgorithm: "ecdsa-p256",
      problem: null,
    }));
  };
  return {
    listRequests: async (waiting) => ({
      requests: all.filter(({ certificateId }) => (certificateId === null) === waiting),
      next: null,
      waiting: all.filter(({ certificateId }) => certificateId === null).length,
    }),
    request: async (id) => one(id),
    createRequest: async ({ commonName, dns, key, notes }) => {
      if (/[^a-z0-9.*-]/i.test(commonName))
        throw refused("invalid_name", `“${commonName}” cannot stand in a subject.`, "commonName");
      const label = commonName || dns[0] || "";
      const made: RequestDetail = {
        id: `csr-${all.length + 10}`,
        label,
        subject: `CN=${label}`,
        keyAlgorithm: key,
        createdBy: "ada",
        createdAt: new Date().toISOString(),
        certificateId: null,
        answeredAt: null,
        names: [{ kind: "dns", value: label }],
        extensions: [],
        notes,
        pem: requestPem(label),
        comparison: null,
      };
      all = [made, ...all];
      return made;
    },
    deleteRequest: async (id) => {
      all = all.filter((request) => request.id !== id);
      return null;
    },
    exportRequest: async (_id, _format, path) => exported(path, 0),
    answerRequest: async (id, text) => answer(id, text),
    answerRequestFile: async (id) => answer(id, pem),
    readRequestFiles: async (paths) =>
      paths.flatMap((path) => {
        const name = path.split("/").at(-1) ?? path;
        return readText(requestPem(name.replace(/\.csr$/, ".corp.example")), name);
      }),
    readRequestText: async (text) => readText(text, "pasted text"),
    signRequests: async ({ requests, ...rest }) => {
      const signed = [];
      for (const [at, text] of requests.entries()) {
        const made = await issue(text, { ...rest, token: `${rest.token}-${at}` });
        signed.push({ at, certificateId: made.row.id, label: nameIn(text) });
      }
      return { signed, failed: [] };
    },
  };
}
