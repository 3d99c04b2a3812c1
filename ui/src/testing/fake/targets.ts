// The places of the core in memory: what is added there is published at once, but where the server is said to be down.
import type { NewTarget, PublishReport, Target, TargetChange, TargetKind, TargetTrial } from "@/lib/ipc/bindings";
import type { Estate } from "./estate";
import { refused } from "./inventory";

/** The key of every SFTP server. */
export const HOST_KEY = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

const kindOf = (address: string): TargetKind => {
  if (address.startsWith("http")) return "http";
  if (address.startsWith("sftp:")) return "sftp";
  if (address.startsWith("s3+")) return "s3";
  return address.startsWith("ldap") ? "ldap" : "folder";
};

export class Targets {
  all: Target[] = [];

  constructor(
    private readonly estate: Estate,
    some: boolean,
  ) {
    if (!some) return;
    this.all = [
      this.made("Web server", "https://pki.corp.example/files/"),
      this.made(
        "Branch office",
        "sftp://files.branch.example/srv/pki",
        "“files.branch.example” did not answer in time.",
      ),
    ];
  }

  attempt({ settings, secret, privateKeyFile }: NewTarget, before?: Target): TargetTrial {
    if (before?.hasCredential && before.settings.address !== settings.address && !secret && !privateKeyFile)
      throw refused("credential_needed", "Give it anew.", "secret");
    if (kindOf(settings.address) === "folder" && !settings.address.startsWith("/"))
      throw refused("invalid_address", "Name the folder from the root on.", "address");
    const unknown = kindOf(settings.address) === "sftp" && settings.hostKey === null;
    return { hostKey: unknown ? HOST_KEY : null };
  }

  add(target: NewTarget): Target {
    const { hostKey } = this.attempt(target);
    if (hostKey) throw refused("host_key_unknown", `The server has the key ${hostKey}.`, "hostKey");
    const added = { ...this.made(target.name, target.settings.address), settings: target.settings };
    this.all = [...this.all, added];
    return added;
  }

  edit(reference: string, { target }: TargetChange): Target {
    const { hostKey } = this.attempt(target, this.find(reference));
    if (hostKey) throw refused("host_key_unknown", `The server has the key ${hostKey}.`, "hostKey");
    return this.change(reference, { name: target.name, settings: target.settings });
  }

  /** One that a newer version wrote. */
  spoil(reference: string) {
    this.change(reference, {
      kind: null,
      state: "unreadable",
      problem: "“Branch office” (tgt-3) cannot be read: a newer Chancery wrote it, or it was damaged.",
      publications: [],
    });
  }

  change(reference: string, changed: Partial<Target>): Target {
    this.all = this.all.map((target) => (target.id === reference ? { ...target, ...changed } : target));
    return this.find(reference);
  }

  remove(reference: string) {
    this.all = this.all.filter(({ id }) => id !== reference);
  }

  find(reference: string): Target {
    const found = this.all.find(({ id }) => id === reference);
    if (!found) throw refused("not_found", `There is no target “${reference}” in this vault.`);
    return found;
  }

  publish(): PublishReport[] {
    return this.all.flatMap((target) =>
      target.publications.map(({ authority, what, name, newest, problem }) => ({
        target: target.name,
        authority,
        what,
        name,
        published: newest,
        problem,
      })),
    );
  }

  private made(name: string, address: string, problem: string | null = null): Target {
    const at = (minutes: number) => new Date(this.estate.now + minutes * 60_000).toISOString();
    const late = problem !== null;
    return {
      id: `tgt-${this.all.length + 1 + (late ? 1 : 0)}`,
      name,
      kind: kindOf(address),
      settings: {
        address,
        user: null,
        region: null,
        hostKey: null,
        inTheClear: false,
        checkUrl: null,
        names: null,
        crls: true,
        certificates: true,
        authorities: [],
      },
      ownTrust: false,
      hasCredential: true,
      paused: false,
      createdAt: at(-90 * 24 * 60),
      state: late ? "late" : "current",
      problem: null,
      publications: this.estate.authorities.slice(0, 3).map((authority, place) => ({
        authorityId: authority.id,
        authority: authority.name,
        what: "full",
        name: `${authority.id}.crl`,
        state: late ? "late" : "current",
        newest: `${640 - place}`,
        published: `${(late ? 637 : 640) - place}`,
        publishedAt: at(late ? -26 * 60 : -40),
        failures: late ? 300 : 0,
        failingSince: late ? at(-25 * 60) : null,
        problem,
        nextTry: late ? at(3) : null,
      })),
    };
  }
}
