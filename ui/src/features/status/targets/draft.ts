import type { NewTarget, TargetKind } from "@/lib/ipc";

/** A place as it is filled in. What does not belong to its kind stays filled in and is not sent. */
export type TargetDraft = {
  kind: TargetKind;
  name: string;
  address: string;
  user: string;
  secret: string;
  privateKeyFile: string;
  hostKey: string;
  region: string;
  trustFile: string;
  inTheClear: boolean;
  checkUrl: string;
  names: string;
  contents: string[];
  authorities: string[];
};

export const blankTarget: TargetDraft = {
  kind: "folder",
  name: "",
  address: "",
  user: "",
  secret: "",
  privateKeyFile: "",
  hostKey: "",
  region: "",
  trustFile: "",
  inTheClear: false,
  checkUrl: "",
  names: "",
  contents: ["crls", "certificates"],
  authorities: [],
};

const given = (text: string, belongs: boolean) => (belongs && text.trim() !== "" ? text.trim() : null);

/** What is asked of the core. */
export const targetOf = (draft: TargetDraft): NewTarget => {
  const { kind } = draft;
  const remote = kind !== "folder";
  return {
    name: draft.name.trim(),
    settings: {
      address: draft.address.trim(),
      user: given(draft.user, remote),
      region: given(draft.region, kind === "s3"),
      hostKey: given(draft.hostKey, kind === "sftp"),
      inTheClear: draft.inTheClear && (kind === "http" || kind === "ldap"),
      checkUrl: given(draft.checkUrl, kind !== "ldap"),
      names: given(draft.names, kind !== "ldap"),
      crls: draft.contents.includes("crls"),
      certificates: draft.contents.includes("certificates"),
      authorities: draft.authorities,
    },
    trustFile: given(draft.trustFile, remote && kind !== "sftp"),
    // Not trimmed: a space may be part of it.
    secret: remote && draft.secret !== "" ? draft.secret : null,
    privateKeyFile: given(draft.privateKeyFile, kind === "sftp"),
  };
};
