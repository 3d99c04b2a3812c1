// A core in memory, for unit tests and the gallery. It answers as the real one does but decides almost nothing: what
// it refuses are the few cases that screens are shown with.
import { anyCertificate } from "@/lib/filter";
import type { AuthoritySummary, CertificateRow, commands, Role } from "@/lib/ipc/bindings";
import { type Estate, type FakeCertificate, estate as newEstate } from "./fake/estate";
import * as inventory from "./fake/inventory";
import * as issuing from "./fake/issuing";
import * as jobs from "./fake/jobs";
import { Profiles, plainProfile } from "./fake/profiles";
import * as requests from "./fake/requests";
import { Status } from "./fake/status";
import { Targets } from "./fake/targets";
import * as trust from "./fake/trust";
import * as vault from "./fake/vault";
import { standInFor } from "./window";

export type FakeCommands = typeof commands;

export type FakeOptions = {
  phase?: "no-vault" | "locked" | "open";
  /** A vault that was made a moment ago. */
  empty?: boolean;
  /** Every question fails. */
  failing?: boolean;
  role?: Role;
  keychain?: boolean;
  demo?: boolean;
};

type Noted = Pick<FakeCertificate, "owner" | "environment" | "notes" | "tags">;

const code = "K7QF-2M9X-PD4T-8VNC-3RHW-6YZB-1GSJ-5KEA";
const { refused } = inventory;

export function createFakeCore(options: FakeOptions = {}): {
  commands: FakeCommands;
  estate: Estate;
  targets: Targets;
} {
  const estate = newEstate({ empty: options.empty || options.phase === "no-vault" });
  const phase = options.phase ?? "open";
  const door: vault.Door = {
    phase,
    session: phase === "open" ? vault.sessionOf(estate, "ada", options.role ?? "administrator", "keychain") : null,
    keychain: options.keychain ?? true,
    demo: options.demo ?? false,
    passphrase: "correct horse battery",
  };
  const find = (id: string) => {
    const found = estate.certificates.find((certificate) => certificate.id === id);
    if (!found) throw refused("not-found", `There is no certificate ${id} in this vault.`);
    return found;
  };
  const ca = (id: string) => {
    const found = estate.authorities.find((authority) => authority.id === id);
    if (!found) throw refused("not-found", `There is no authority ${id} in this vault.`);
    return found;
  };
  const user = (name: string) => estate.users.find((candidate) => candidate.name === name)!;
  const empty = options.empty || options.phase === "no-vault" || false;
  const work = jobs.newJobs(estate.now, empty);
  const tokens = new Map<string, string>();
  const changes: [FakeCertificate, Noted][][] = [];
  const enter = (name: string, openedWith: "keychain" | "passphrase" | "recovery") => {
    door.phase = "open";
    door.session = vault.sessionOf(estate, name, user(name)?.role ?? "administrator", openedWith);
    return door.session;
  };
  const addAuthority = (
    name: string,
    parentId: string | null,
    keyAlgorithm: string,
    days: number,
  ): AuthoritySummary => {
    const id = `ca-${estate.authorities.length + 100}`;
    const now = new Date(estate.now).toISOString();
    const added: AuthoritySummary = {
      id,
      name,
      subject: `CN=${name}`,
      parentId,
      certificateId: `crt-${id}`,
      keyAlgorithm,
      notBefore: now,
      notAfter: new Date(estate.now + days * 86_400_000).toISOString(),
      status: "active",
      issued: 0,
      active: 0,
      crlState: "fresh",
      nextCrl: null,
      isRoot: parentId === null,
      keyState: "open",
    };
    estate.authorities.push(added);
    return added;
  };
  const profiles = new Profiles();
  const status = new Status(estate, options.demo ?? false);
  const targets = new Targets(estate, !empty);
  const all: FakeCommands = {
    consoleState: async () => vault.consoleState(estate, door),
    vaultUpgrade: async () => null,
    keychainState: async () => vault.keychainState(door),
    createVault: async (request) => {
      if (request.passphrase !== null) vault.checkPassphrase(request.passphrase);
      estate.settings.vaultName = request.name;
      estate.users = [{ ...estate.users[0]!, name: request.user }];
      const session = enter(request.user, request.useKeychain ? "keychain" : "passphrase");
      return { recoveryCode: code, session, withoutKeychain: null };
    },
    saveRecoveryKit: async (_code, path) => {
      issuing.exported(path);
      return null;
    },
    openVault: async ({ user: name, method }) => {
      if (method.kind === "passphrase" && method.passphrase !== door.passphrase)
        throw refused("wrong-passphrase", "This passphrase does not open the vault.", "passphrase");
      if (method.kind === "recovery" && method.code.replace(/\W/g, "").toUpperCase() !== code.replace(/-/g, ""))
        throw refused(
          "wrong-recovery-code",
          "This recovery code does not open the vault. Check it group by group.",
          "code",
        );
      return enter(name ?? "ada", method.kind);
    },
    lockVault: async () => {
      door.phase = "locked";
      door.session = null;
      return null;
    },
    noteActivity: async () => null,
    listSlots: async () => estate.slots,
    addKeychainSlot: async () => {
      const slot = {
        id: "slot-9",
        kind: "keychain" as const,
        user: "ada",
        label: "Secret Service on ws-17",
        createdAt: new Date().toISOString(),
      };
      estate.slots.push(slot);
      return slot;
    },
    addPassphraseSlot: async (passphrase) => {
      vault.checkPassphrase(passphrase);
      const slot = {
        id: "slot-8",
        kind: "passphrase" as const,
        user: "ada",
        label: "Passphrase",
        createdAt: new Date().toISOString(),
      };
      estate.slots.push(slot);
      return slot;
    },
    changePassphrase: async (current, next) => {
      if (current !== door.passphrase)
        throw refused("wrong-passphrase", "This is not the present passphrase.", "current");
      vault.checkPassphrase(next, "next");
      return null;
    },
    renewRecoveryCode: async () => code,
    removeSlot: async (id) => {
      estate.slots = estate.slots.filter((slot) => slot.id !== id);
      return null;
    },
    listUsers: async () => estate.users,
    addUser: async ({ name, role, passphrase }) => {
      if (estate.users.some((known) => known.name === name))
        throw refused("user-exists", `There is already somebody called ${name}.`, "name");
      vault.checkPassphrase(passphrase);
      estate.users.push({
        name,
        role,
        disabled: false,
        createdAt: new Date().toISOString(),
        hasPassphrase: true,
        hasKeychain: false,
      });
      return user(name);
    },
    setUserRole: async (name, role) => {
      if (name === "ada")
        throw refused("last-administrator", "Ada is the last administrator. Make somebody else one first.", "role");
      return Object.assign(user(name), { role });
    },
    setUserDisabled: async (name, disabled) => Object.assign(user(name), { disabled }),
    settings: async () => estate.settings,
    changeSettings: async (_seen, settings) => {
      estate.settings = settings;
      if (door.session)
        Object.assign(door.session, { vaultName: settings.vaultName, idleLockMinutes: settings.idleLockMinutes });
      return settings;
    },
    checkIntegrity: async () => ({ ok: true, problems: [], checkedAt: new Date().toISOString() }),
    dashboard: async () => inventory.dashboard(estate),
    listAuthorities: async () => estate.authorities,
    authority: async (id) => inventory.authority(estate, id),
    previewAuthority: async ({ subject, parent, days, key }) =>
      issuing.authorityPreview(estate, { subject, issuer: parent ? ca(parent).subject : subject, days, key }),
    previewHierarchy: async ({ rootName, issuingName, rootDays, issuingDays, rootKey, issuingKey }) => [
      issuing.authorityPreview(estate, { subject: rootName, issuer: rootName, days: rootDays, key: rootKey }),
      issuing.authorityPreview(estate, { subject: issuingName, issuer: rootName, days: issuingDays, key: issuingKey }),
    ],
    createAuthority: async ({ name, parent, key, days }) =>
      inventory.authority(estate, addAuthority(name, parent, key, days).id),
    foundHierarchy: async (request) => {
      const root = addAuthority(request.rootName, null, request.rootKey, request.rootDays);
      return [root, addAuthority(request.issuingName, root.id, request.issuingKey, request.issuingDays)];
    },
    importAuthority: async ({ name, parent }) =>
      inventory.authority(estate, addAuthority(name, parent, "ecdsa-p256", 1000).id),
    changeAuthority: async (id, _seen, { name }) => {
      ca(id).name = name;
      return inventory.authority(estate, id);
    },
    unlockAuthority: async (id, passphrase) => {
      if (passphrase !== door.passphrase)
        throw refused("wrong-passphrase", "This passphrase does not unlock the key.", "passphrase");
      ca(id).keyState = "unlocked";
      return inventory.authority(estate, id);
    },
    lockAuthority: async (id) => {
      ca(id).keyState = "locked";
      return inventory.authority(estate, id);
    },
    protectAuthority: async (id, _current, next) => {
      ca(id).keyState = next === null ? "open" : "locked";
      return inventory.authority(estate, id);
    },
    exportAuthority: async (_id, { path }) => issuing.exported(path),
    issueCrl: async (id, kind) => {
      const made = {
        number: String((estate.crls[id]?.length ?? 0) + 1),
        kind,
        base: null,
        thisUpdate: new Date().toISOString(),
        nextUpdate: new Date(Date.now() + 604_800_000).toISOString(),
        entries: 3,
        bytes: 642,
      };
      estate.crls[id] = [made, ...(estate.crls[id] ?? [])];
      ca(id).crlState = "fresh";
      return made;
    },
    listCrls: async (id) => estate.crls[id] ?? [],
    crlOverview: async (id) => inventory.crlOverview(estate, id),
    changeCrlRules: async (id, _seen, rules) => {
      estate.crlRules[id] = rules;
      return inventory.crlOverview(estate, id);
    },
    exportCrl: async (_id, _kind, _format, path) => issuing.exported(path, 0),
    listProfiles: async (withRetired) => profiles.list(withRetired),
    profile: async (reference) => profiles.detail(reference),
    checkProfile: async (document) => profiles.check(document),
    previewProfile: async (document, edited) => profiles.preview(document, edited, estate),
    createProfile: async (document) => profiles.create(document),
    editProfile: async (name, document, expected) => profiles.edit(name, document, expected),
    cloneProfile: async (reference, name, title) => profiles.clone(reference, name, title),
    compareProfiles: async (left, right) => ({ left, right, differences: profiles.compare(left, right) }),
    pinProfile: async (name, authorities) => profiles.pin(name, authorities),
    restrictAuthority: async (authority, names) => {
      profiles.restrict(authority, names);
      return null;
    },
    profilesOfAuthority: async (authority) => profiles.ofAuthority(authority),
    retireProfile: async (name, retired) => profiles.retire(name, retired),
    readProfileFile: async () => plainProfile("from-file", "From a file"),
    importProfile: async (_path, name) => profiles.create(plainProfile(name ?? "from-file", "From a file")),
    exportProfile: async (_reference, path) => issuing.exported(path, 0),
    listCertificates: async (query) => inventory.list(estate, query),
    countCertificates: async (filter) => ({
      number: estate.certificates.filter((c) => inventory.passes(c, filter)).length,
      capped: false,
    }),
    earlierVersions: async (id) => inventory.earlier(estate, id),
    certificateFacets: async () => inventory.facets(estate),
    certificate: async (id) => inventory.certificate(estate, id),
    previewIssue: async (request) => issuing.previewIssue(estate, profiles.list(true), request),
    issueCertificate: async (request) => {
      const preview = issuing.previewIssue(estate, profiles.list(true), request);
      const id = tokens.get(request.token) ?? `crt-${estate.certificates.length + 100}`;
      if (!tokens.has(request.token)) {
        tokens.set(request.token, id);
        const row: CertificateRow = {
          id,
          label: request.commonName || "asked.corp.example",
          subject: preview.subject,
          issuer: ca(request.authority).name,
          serial: preview.serial,
          fingerprint: preview.serial.padEnd(64, "0"),
          status: "active",
          urgency: "fine",
          notBefore: preview.notBefore,
          notAfter: preview.notAfter,
          profile: request.profile,
          keyAlgorithm: preview.keyAlgorithm,
          owner: request.metadata.owner,
          environment: request.metadata.environment,
          origin: "issued",
          isCa: false,
          hasKey: request.key.kind === "generate",
          createdAt: new Date().toISOString(),
        };
        estate.certificates.push({
          ...row,
          authorityId: request.authority,
          dns: request.dns,
          notes: request.metadata.notes,
          tags: [],
          replacedBy: null,
          watched: null,
        });
      }
      return inventory.certificate(estate, id);
    },
    changeRecords: async (id, _seen, { owner, environment, notes, tags }) => {
      const [row] = issuing.chosen(estate, { kind: "ids", ids: [id] });
      if (!row) throw refused("not_found", "There is no such certificate.");
      const undo = String(changes.length);
      changes.push([[row, { owner: row.owner, environment: row.environment, notes: row.notes, tags: row.tags }]]);
      Object.assign(row, { owner, environment, notes, tags });
      return { changed: 1, unchanged: 0, undo };
    },
    changeMetadataOfAll: async (selection, { owner, environment, notes, tags }) => {
      const rows = issuing.chosen(estate, selection);
      const undo = String(changes.length);
      changes.push(
        rows.map((row): [FakeCertificate, Noted] => [
          row,
          { owner: row.owner, environment: row.environment, notes: row.notes, tags: row.tags },
        ]),
      );
      for (const row of rows) {
        if (owner.kind !== "keep") row.owner = owner.kind === "set" ? owner.value : null;
        if (environment.kind !== "keep") row.environment = environment.kind === "set" ? environment.value : null;
        if (notes.kind !== "keep") row.notes = notes.kind === "set" ? notes.value : null;
        if (tags?.kind === "set") row.tags = tags.tags;
        if (tags?.kind === "adjust") {
          row.tags = [...new Set([...row.tags.filter((tag) => !tags.remove.includes(tag)), ...tags.add])];
        }
      }
      return { kind: "done", report: { changed: rows.length, unchanged: 0, undo } };
    },
    undoMetadataChange: async (token) => {
      const replaced = changes[Number(token)] ?? [];
      for (const [row, noted] of replaced) Object.assign(row, noted);
      return { changed: replaced.length, unchanged: 0, undo: null };
    },
    previewRevocation: async (selection) => issuing.previewRevocation(estate, selection),
    revokeCertificates: async (selection, reason) => {
      const rows = issuing.chosen(estate, selection);
      const fresh = rows.filter(({ status }) => status !== "revoked");
      for (const row of fresh) row.status = reason === "certificate-hold" ? "on-hold" : "revoked";
      const report = {
        revoked: fresh.length,
        skipped: rows.length - fresh.length,
        failed: [],
        endedEarly: null,
        held: reason === "certificate-hold" ? fresh.map(({ id }) => id) : [],
        crls: [
          { authorityId: "ca-3", authority: "Issuing CA West", number: "4", kinds: [], within: null, message: null },
        ],
      };
      return { kind: "done", report };
    },
    releaseCertificate: async (id) => {
      find(id).status = "active";
      return {
        certificate: inventory.certificate(estate, id),
        crl: { authorityId: "ca-3", authority: "Issuing CA West", number: "4", kinds: [], within: null, message: null },
      };
    },
    previewRelease: async (selection) => issuing.previewRelease(estate, selection),
    releaseCertificates: async (selection) => {
      const rows = issuing.chosen(estate, selection);
      const held = rows.filter(({ status }) => status === "on-hold");
      for (const row of held) row.status = "active";
      return { kind: "done", report: { released: held.length, skipped: rows.length - held.length, crls: [] } };
    },
    exportTable: async (_table, { path }) => issuing.exported(path, 0),
    exportCertificate: async (_id, { path }) => issuing.exported(path),
    exportCertificates: async (selection, { path }) => ({
      kind: "done",
      report: issuing.exported(path, issuing.chosen(estate, selection).length),
    }),
    importFiles: async (paths) => ({
      kind: "done",
      report: { imported: paths.length, alreadyKnown: 0, keys: 0, failed: [], ids: ["crt-20"] },
    }),
    importText: async () => ({ imported: 1, alreadyKnown: 0, keys: 0, failed: [], ids: ["crt-20"] }),
    importTrustStore: async () => ({ imported: 142, alreadyKnown: 0, keys: 0, failed: [], ids: [] }),
    inspectText: async (text) => {
      if (!text.includes("-----BEGIN"))
        throw refused("unrecognised", "This is neither a certificate, a request, a CRL, a key nor a keystore.");
      return issuing.inspected();
    },
    inspectFile: async () => issuing.inspected(),
    readRequestFile: async () => inventory.pem.replaceAll("CERTIFICATE", "CERTIFICATE REQUEST"),
    convertInspected: async ({ to }) => issuing.exported(to.path),
    verifyCertificate: async (request) => trust.verdict(request),
    listTrustStores: async () => [...estate.trustStores],
    addTrustStore: async (name, path) => trust.add(estate, name, path),
    removeTrustStore: async (name) => {
      estate.trustStores = estate.trustStores.filter((store) => store.name !== name);
      return null;
    },
    ...requests.commandsOf(estate, (pem, request) =>
      all.issueCertificate({
        ...request,
        key: { kind: "csr", pem },
        commonName: requests.nameIn(pem),
        subjectRest: null,
        dns: [],
        ip: [],
        email: [],
        uri: [],
        overrideLint: [],
      }),
    ),
    statusService: async () => status.view(),
    changeStatusService: async (settings) => status.change(settings),
    certificatesForTls: async (text) =>
      inventory
        .list(estate, {
          filter: { ...anyCertificate, text: text || null, status: ["active"], isCa: false, superseded: false },
          sort: { by: "name", descending: false },
          after: null,
          limit: 500,
        })
        .rows.filter(({ hasKey }) => hasKey),
    certificateStatus: async (reference) => status.ask(find(reference)),
    watching: async () => status.watching(),
    changeWatching: async (settings) => status.changeWatching(settings),
    listTargets: async () => targets.all,
    tryTarget: async (target) => targets.attempt(target),
    addTarget: async (target) => targets.add(target),
    tryTargetChange: async (reference, { target }) => targets.attempt(target, targets.find(reference)),
    changeTarget: async (reference, change) => targets.edit(reference, change),
    testTarget: async (reference) => targets.find(reference),
    pauseTarget: async (reference, paused) => targets.change(reference, { paused }),
    removeTarget: async (reference) => {
      targets.remove(reference);
      return null;
    },
    publishNow: async () => targets.publish(),
    listJobs: async (before) => ({ jobs: before === null ? work.jobs : [], next: null }),
    openJobs: async () => work.jobs.filter(({ state }) => state === "running" || state === "waiting"),
    job: async (id) => jobs.detail(work, id),
    cancelJob: async (id) => jobs.change(work, id, { state: "cancelled", canCancel: false, canResume: true }),
    resumeJob: async (id) => jobs.change(work, id, { state: "running", canCancel: true, canResume: false }),
    checkBatch: async (request) => jobs.check(request),
    startBatch: async (request) => {
      const { good } = jobs.check(request);
      return jobs.start(work, estate.now, { title: `Issue ${good} certificates`, total: good });
    },
    startSigning: async ({ requests }) =>
      jobs.start(work, estate.now, { title: `Sign ${requests.length} requests`, total: requests.length }),
    batchRows: async (_job, after) => (after === 0 ? jobs.rows() : []),
    batchContents: async () => ({ certificates: 98, keys: 98, missing: 2, keysStay: null }),
    saveBatch: async (_job, folder, passphrase) => ({
      table: `${folder}/results.csv`,
      archive: `${folder}/certificates.zip`,
      certificates: 30_000,
      keys: passphrase === null ? 0 : 30_000,
      missing: 0,
    }),
    saveBatchTemplate: async (_form, path) => issuing.exported(path, 0),
    previewRenewal: async (id, { days = null, changes = {} }) => {
      const old = find(id);
      return issuing.previewIssue(estate, profiles.list(true), {
        authority: old.authorityId ?? "",
        profile: old.profile ?? "web-server",
        key: { kind: "generate", algorithm: changes.algorithm ?? null },
        commonName: changes.commonName ?? old.label,
        subjectRest: null,
        dns: changes.dns ?? old.dns,
        ip: [],
        email: [],
        uri: [],
        days,
        metadata: { owner: old.owner, environment: old.environment, notes: old.notes },
        allowDuplicate: true,
        overrideLint: [],
        token: "",
      });
    },
    renewCertificate: async (id) => {
      const old = find(id);
      const renewed = { ...old, id: `crt-${estate.certificates.length + 100}`, createdAt: new Date().toISOString() };
      estate.certificates.push(renewed);
      old.replacedBy = renewed.id;
      return inventory.certificate(estate, renewed.id);
    },
    startRenewals: async (selection) => {
      const total = issuing.chosen(estate, selection).length;
      return jobs.start(work, estate.now, { kind: "renew", title: `Renew ${total} certificates`, total });
    },
    renewalSchedule: async () => work.schedule,
    previewRenewalSchedule: async (change) => jobs.nextRuns(estate.now, change),
    setRenewalSchedule: async (change) => jobs.setSchedule(work, estate.now, change),
    pauseRenewals: async (paused) => Object.assign(work.schedule, { paused }),
    renewalCalendar: async (days) => jobs.calendar(estate.now, days, empty),
    renewalsOfDay: async (day) => jobs.ofDay(estate.certificates, day),
    renewalForecast: async () => jobs.forecast(empty),
    auditEvents: async (query) => vault.auditEvents(estate, query),
    verifyAudit: async () => vault.intact(estate),
    acceptLog: async () => vault.intact(estate),
    exportAudit: async (path) => issuing.exported(path, 0),
  };
  if (options.failing) {
    for (const name of Object.keys(all) as (keyof FakeCommands)[]) {
      if (name === "consoleState" || name === "noteActivity") continue;
      (all as Record<string, unknown>)[name] = async () => {
        throw refused("store-busy", "Another process has been writing to the vault for more than ten seconds.");
      };
    }
  }
  return { commands: all, estate, targets };
}

/** Answers every question from now on with a fresh fake core; `overrides` replace single commands. */
export function installFakeCore(options: FakeOptions = {}, overrides: Partial<FakeCommands> = {}) {
  const made = createFakeCore(options);
  const core = { ...made.commands, ...overrides };
  standInFor(core);
  return { core, estate: made.estate, targets: made.targets };
}
