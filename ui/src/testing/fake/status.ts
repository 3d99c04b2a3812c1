// The status service of the core in memory: it listens as soon as it is told to, and answers what the estate says.
import type {
  AuthorityStatus,
  StatusAnswer,
  StatusSettings,
  StatusView,
  WatchedStatus,
  Watching,
  WatchSettings,
} from "@/lib/ipc/bindings";
import type { Estate, FakeCertificate } from "./estate";
import { refused } from "./inventory";

export class Status {
  private settings: StatusSettings;
  private watchSettings: WatchSettings = { on: true, hours: 24, perHost: 60, total: 600, inside: [] };

  constructor(
    private readonly estate: Estate,
    serves: boolean,
  ) {
    this.settings = {
      serves,
      address: "127.0.0.1:8480",
      tls: null,
      limits: {
        ocsp: 200,
        crl: 60,
        others: 100,
        connections: 1000,
        perAddress: 100,
        seconds: 10,
        kibibytes: 16,
        proxies: [],
      },
    };
  }

  view(): StatusView {
    const { serves, address, tls } = this.settings;
    const shown = this.estate.certificates.find(({ id }) => id === tls);
    const authorities = this.estate.authorities.map((authority, place) =>
      this.authority(authority.id, authority.name, place),
    );
    const problems = authorities.some((authority) => authority.problems.length > 0);
    return {
      settings: this.settings,
      listens: serves ? address : null,
      url: serves ? `${tls === null ? "http" : "https"}://${address}` : null,
      problem: null,
      health: serves
        ? {
            healthy: !problems,
            unlocked: true,
            authorities,
            publication: [],
            tls: shown
              ? { id: shown.id, name: shown.label, notAfter: shown.notAfter, renewFrom: shown.notAfter, problems: [] }
              : null,
          }
        : null,
      good: serves ? 18_204 : 0,
      revoked: serves ? 12 : 0,
      unknown: 0,
      refused: serves ? 3 : 0,
      failed: 0,
      pace: {
        tenSeconds: serves ? 47 : 0,
        minutes: Array.from({ length: 60 }, (_, minute) => (serves ? 240 + ((minute * 37) % 90) : 0)),
      },
      latest: serves
        ? this.estate.certificates.slice(0, 6).map((certificate, place) => ({
            at: new Date(this.estate.now - place * 41_000).toISOString(),
            authority: certificate.issuer,
            authorityId: this.estate.authorities[0]?.id ?? "ca-1",
            serial: certificate.serial,
            certificate: certificate.id,
            status: certificate.status === "revoked" ? ("revoked" as const) : ("good" as const),
          }))
        : [],
    };
  }

  change(settings: StatusSettings): StatusView {
    if (!/:\d+$/.test(settings.address))
      throw refused("invalid_address", "Give an address and a port, such as 127.0.0.1:8480 or [::]:80.", "address");
    const shown = this.estate.certificates.find(({ id }) => id === settings.tls);
    if (settings.tls !== null && !shown?.hasKey)
      throw refused("unfit_certificate", "It was issued or imported without its private key.", "tls");
    if (settings.limits.connections < 10)
      throw refused("invalid_limit", "There are 10 to 20000 connections at a time.", "connections");
    this.settings = settings;
    return this.view();
  }

  watching(): Watching {
    const stands = (standing: WatchedStatus["standing"]) =>
      this.estate.certificates.filter(({ watched }) => watched?.standing === standing).length;
    return {
      settings: this.watchSettings,
      good: stands("good"),
      revoked: stands("revoked"),
      unknown: stands("unknown"),
      unreachable: stands("unreachable"),
      waiting: stands("waiting"),
    };
  }

  changeWatching(settings: WatchSettings): Watching {
    if (settings.hours < 1)
      throw refused("invalid_setting", "A status is asked for again after 1 to 744 hours.", "hours");
    this.watchSettings = settings;
    return this.watching();
  }

  ask(certificate: FakeCertificate): StatusAnswer {
    const revoked = certificate.status === "revoked";
    const now = new Date(this.estate.now).toISOString();
    return {
      certificate: certificate.label,
      serial: certificate.serial,
      status: revoked ? "revoked" : "good",
      revokedAt: revoked ? now : null,
      reason: revoked ? "superseded" : null,
      by: "vault",
      url: null,
      signer: certificate.issuer,
      madeAt: now,
      nextUpdate: null,
      nonceCameBack: null,
    };
  }

  private authority(id: string, name: string, place: number): AuthorityStatus {
    const at = (days: number) => new Date(this.estate.now + days * 86_400_000).toISOString();
    const late = place === 1;
    return {
      id,
      name,
      crl: `${640 - place}`,
      crlThisUpdate: at(-3),
      crlNextUpdate: late ? at(-1) : at(4),
      crlBehind: false,
      responder: "fresh",
      responderCertificate: `crt-${900 + place}`,
      responderNotAfter: at(60 - place),
      responderNext: at(30 - place),
      problems: late ? ["Its CRL ended on 2026-11-29 10:00 UTC.", `The key of “${name}” is locked.`] : [],
    };
  }
}
