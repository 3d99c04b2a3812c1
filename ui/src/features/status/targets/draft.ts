import type { NewTarget, Target, TargetChange, TargetKind } from "@/lib/ipc";

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
  /** Of what is kept already: whether it is not used any more. */
  forgetTrust: boolean;
  forgetCredential: boolean;
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
  forgetTrust: false,
  forgetCredential: false,
};

/** A place that is kept, filled in: but for what opens it, which is shown to nobody. */
export const draftOf = ({ name, kind, settings }: Target): TargetDraft => ({
  ...blankTarget,
  kind: kind ?? blankTarget.kind,
  name,
  address: settings.address,
  user: settings.user ?? "",
  hostKey: settings.hostKey ?? "",
  region: settings.region ?? "",
  inTheClear: settings.inTheClear,
  checkUrl: settings.checkUrl ?? "",
  names: settings.names ?? "",
  contents: [...(settings.crls ? ["crls"] : []), ...(settings.certificates ? ["certificates"] : [])],
  authorities: settings.authorities,
});

const given = (text: string, belongs: boolean) => (belongs && text.trim() !== "" ? text.trim() : null);

/** What is asked of the core, of a place that is new or kept already. */
export const changeOf = (draft: TargetDraft): TargetChange => ({
  target: targetOf(draft),
  forgetTrust: draft.forgetTrust,
  forgetCredential: draft.forgetCredential,
});

const targetOf = (draft: TargetDraft): NewTarget => {
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
