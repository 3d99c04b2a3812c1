// Generated from the Rust core. Do not edit: `cargo xtask bindings` writes it, a test fails when it is stale.
/* eslint-disable */
import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";

/** Commands */
export const commands = {
	// --- vault and session
	/** What the console shows first: no vault, a locked one, or an open one. */
	consoleState: () => __TAURI_INVOKE<ConsoleState>("console_state"),
	createVault: (request: CreateVault) => __TAURI_INVOKE<VaultCreated>("create_vault", { request }),
	/** Writes the recovery kit (a text file to print) to `path`. */
	saveRecoveryKit: (code: string, path: string) => __TAURI_INVOKE<null>("save_recovery_kit", { code, path }),
	openVault: (request: OpenVault) => __TAURI_INVOKE<Session>("open_vault", { request }),
	lockVault: () => __TAURI_INVOKE<null>("lock_vault"),
	/** Tells the core that somebody is here, which puts off the idle lock. Call at most every 15 s while there is input. */
	noteActivity: () => __TAURI_INVOKE<null>("note_activity"),
	listSlots: () => __TAURI_INVOKE<Slot[]>("list_slots"),
	addKeychainSlot: () => __TAURI_INVOKE<Slot>("add_keychain_slot"),
	addPassphraseSlot: (passphrase: string) => __TAURI_INVOKE<Slot>("add_passphrase_slot", { passphrase }),
	changePassphrase: (current: string, next: string) => __TAURI_INVOKE<null>("change_passphrase", { current, next }),
	/** Makes a new recovery code; the old one stops working. */
	renewRecoveryCode: () => __TAURI_INVOKE<string>("renew_recovery_code"),
	removeSlot: (id: string) => __TAURI_INVOKE<null>("remove_slot", { id }),
	listUsers: () => __TAURI_INVOKE<User[]>("list_users"),
	addUser: (request: AddUser) => __TAURI_INVOKE<User>("add_user", { request }),
	setUserRole: (name: string, role: Role) => __TAURI_INVOKE<User>("set_user_role", { name, role }),
	setUserDisabled: (name: string, disabled: boolean) => __TAURI_INVOKE<User>("set_user_disabled", { name, disabled }),
	settings: () => __TAURI_INVOKE<Settings>("settings"),
	changeSettings: (settings: Settings) => __TAURI_INVOKE<Settings>("change_settings", { settings }),
	checkIntegrity: () => __TAURI_INVOKE<IntegrityReport>("check_integrity"),
	// --- dashboard
	dashboard: () => __TAURI_INVOKE<Dashboard>("dashboard"),
	// --- authorities
	listAuthorities: () => __TAURI_INVOKE<AuthoritySummary[]>("list_authorities"),
	authority: (id: string) => __TAURI_INVOKE<AuthorityDetail>("authority", { id }),
	previewAuthority: (request: CreateAuthority) => __TAURI_INVOKE<Preview>("preview_authority", { request }),
	createAuthority: (request: CreateAuthority) => __TAURI_INVOKE<AuthorityDetail>("create_authority", { request }),
	/** Root and issuing CA in one step; both or none. */
	foundHierarchy: (request: FoundHierarchy) => __TAURI_INVOKE<AuthoritySummary[]>("found_hierarchy", { request }),
	importAuthority: (request: ImportAuthority) => __TAURI_INVOKE<AuthorityDetail>("import_authority", { request }),
	/** Changes name, CRL lifetime and the URLs written into new certificates. */
	changeAuthority: (id: string, change: AuthorityChange) => __TAURI_INVOKE<AuthorityDetail>("change_authority", { id, change }),
	/** Unlocks a CA key that has a passphrase of its own, for `minutes` (1 to 480). */
	unlockAuthority: (id: string, passphrase: string, minutes: number) => __TAURI_INVOKE<AuthorityDetail>("unlock_authority", { id, passphrase, minutes }),
	lockAuthority: (id: string) => __TAURI_INVOKE<AuthorityDetail>("lock_authority", { id }),
	/** Sets (`next`), changes (`current` and `next`) or removes (`next` null) the key's own passphrase. */
	protectAuthority: (id: string, current: string | null, next: string | null) => __TAURI_INVOKE<AuthorityDetail>("protect_authority", { id, current, next }),
	exportAuthority: (id: string, request: ExportRequest) => __TAURI_INVOKE<ExportedFile>("export_authority", { id, request }),
	issueCrl: (id: string) => __TAURI_INVOKE<CrlSummary>("issue_crl", { id }),
	listCrls: (id: string) => __TAURI_INVOKE<CrlSummary[]>("list_crls", { id }),
	/** Writes the newest CRL to `path`. */
	exportCrl: (id: string, format: CrlFormat, path: string) => __TAURI_INVOKE<ExportedFile>("export_crl", { id, format, path }),
	// --- certificates
	profiles: () => __TAURI_INVOKE<ProfileView[]>("profiles"),
	listCertificates: (query: CertificateQuery) => __TAURI_INVOKE<CertificatePage>("list_certificates", { query }),
	countCertificates: (filter: CertificateFilter) => __TAURI_INVOKE<Count>("count_certificates", { filter }),
	/** What the filter menus offer. */
	certificateFacets: () => __TAURI_INVOKE<Facets>("certificate_facets"),
	certificate: (id: string) => __TAURI_INVOKE<CertificateDetail>("certificate", { id }),
	/** Exactly what would be signed, with every refusal and warning; signs nothing. */
	previewIssue: (request: IssueRequest) => __TAURI_INVOKE<Preview>("preview_issue", { request }),
	issueCertificate: (request: IssueRequest) => __TAURI_INVOKE<CertificateDetail>("issue_certificate", { request }),
	changeMetadata: (id: string, metadata: Metadata) => __TAURI_INVOKE<CertificateDetail>("change_metadata", { id, metadata }),
	/** What revoking these would mean, before it is done. */
	previewRevocation: (selection: Selection) => __TAURI_INVOKE<RevocationPreview>("preview_revocation", { selection }),
	/** Revokes every certificate of the selection; an already revoked one is skipped and counted. */
	revokeCertificates: (selection: Selection, reason: RevocationReason) => __TAURI_INVOKE<RevocationReport>("revoke_certificates", { selection, reason }),
	/** Releases a certificate that is on hold. */
	releaseCertificate: (id: string) => __TAURI_INVOKE<CertificateDetail>("release_certificate", { id }),
	exportCertificate: (id: string, request: ExportRequest) => __TAURI_INVOKE<ExportedFile>("export_certificate", { id, request }),
	/** One file with all of the selection: PEM bundle or CSV of what the table shows. */
	exportCertificates: (selection: Selection, format: BulkFormat, path: string) => __TAURI_INVOKE<ExportedFile>("export_certificates", { selection, format, path }),
	importFiles: (paths: string[], passphrase: string | null) => __TAURI_INVOKE<ImportReport>("import_files", { paths, passphrase }),
	importText: (text: string, passphrase: string | null) => __TAURI_INVOKE<ImportReport>("import_text", { text, passphrase }),
	/** Imports the operating system's own trust bundle. */
	importTrustStore: () => __TAURI_INVOKE<ImportReport>("import_trust_store"),
	// --- inspector
	/** Recognises whatever was pasted: certificates, requests, CRLs, keys, PKCS#12. */
	inspectText: (text: string, passphrase: string | null) => __TAURI_INVOKE<Inspected[]>("inspect_text", { text, passphrase }),
	inspectFile: (path: string, passphrase: string | null) => __TAURI_INVOKE<Inspected[]>("inspect_file", { path, passphrase }),
	/** Reads a CSR file (PEM or DER) and gives it back as PEM. */
	readRequestFile: (path: string) => __TAURI_INVOKE<string>("read_request_file", { path }),
	// --- audit
	auditEvents: (query: AuditQuery) => __TAURI_INVOKE<AuditPage>("audit_events", { query }),
	verifyAudit: () => __TAURI_INVOKE<AuditVerdict>("verify_audit"),
	exportAudit: (path: string) => __TAURI_INVOKE<ExportedFile>("export_audit", { path }),
};

/** Events */
export const events = {
	/** The vault was locked, by idleness or by another window of the core. */
	vaultLocked: "vault-locked",
};

/* Types. All times are RFC 3339 strings in UTC. All ids are prefixed strings ("crt-17", "ca-3"). */
export type CommandError = { code: string; message: string; field: string | null };

export type Role = "administrator" | "operator" | "auditor" | "viewer";
export type Permission = "view" | "issue" | "revoke" | "import" | "export-key" | "manage-authorities" | "publish-crl" | "read-audit" | "manage-vault" | "manage-users";
export type Status = "active" | "not-yet-valid" | "expired" | "on-hold" | "revoked";
export type Origin = "issued" | "imported";
export type Environment = "production" | "staging" | "development";
export type KeyAlgorithm = "rsa-2048" | "rsa-3072" | "rsa-4096" | "ecdsa-p256" | "ecdsa-p384" | "ecdsa-p521" | "ed25519" | "ml-dsa-44" | "ml-dsa-65" | "ml-dsa-87";
export type RevocationReason = "unspecified" | "key-compromise" | "ca-compromise" | "affiliation-changed" | "superseded" | "cessation-of-operation" | "certificate-hold" | "privilege-withdrawn" | "aa-compromise";
export type ProfileName = "web-server" | "client-auth" | "code-signing" | "internal-service";

export type ConsoleState = {
	phase: "no-vault" | "locked" | "open";
	vaultPath: string;
	vaultName: string | null;
	/** Ways to open the vault, empty when there is none. */
	slots: Slot[];
	keychain: { available: boolean; /** why not, as a sentence */ explanation: string | null };
	session: Session | null;
	version: string;
	/** True for the demo estate, which is labelled everywhere. */
	demo: boolean;
	/** Where files are saved unless another folder is chosen. */
	documentsFolder: string;
};
export type Session = {
	user: string;
	role: Role;
	permissions: Permission[];
	vaultName: string;
	vaultPath: string;
	openedWith: SlotKind;
	/** 0 = never. */
	idleLockMinutes: number;
};
export type SlotKind = "keychain" | "passphrase" | "recovery";
export type Slot = { id: string; kind: SlotKind; user: string; label: string; createdAt: string };
export type CreateVault = { name: string; user: string; passphrase: string | null; useKeychain: boolean };
export type VaultCreated = { recoveryCode: string; session: Session };
export type OpenVault = { user: string | null; method: { kind: "keychain" } | { kind: "passphrase"; passphrase: string } | { kind: "recovery"; code: string } };
export type User = { name: string; role: Role; disabled: boolean; createdAt: string; hasPassphrase: boolean; hasKeychain: boolean };
export type AddUser = { name: string; role: Role; passphrase: string };
export type Settings = { vaultName: string; idleLockMinutes: number; crlDays: number };
export type IntegrityReport = { ok: boolean; problems: string[]; checkedAt: string };

/** A number that the dashboard shows, with exactly the filter that lists what it counts. */
export type Tally = { label: string; count: number; filter: CertificateFilter };
export type Dashboard = {
	expiredInUse: Tally; within7: Tally; within30: Tally; within90: Tally; active: Tally; revoked: Tally; total: Tally;
	/** 53 weeks from today (UTC days). */
	weeks: { start: string; count: number; urgency: Urgency; filter: CertificateFilter }[];
	byAuthority: Tally[];
	byKey: Tally[];
	byEnvironment: Tally[];
	needs: Need[];
	health: Health;
};
export type Urgency = "expired" | "days7" | "days30" | "fine";
/** Something that waits for the admin, most urgent first. */
export type Need = { id: string; urgency: Urgency; title: string; detail: string; action: NeedAction };
export type NeedAction =
	| { kind: "certificate"; id: string } | { kind: "certificates"; filter: CertificateFilter }
	| { kind: "authority"; id: string } | { kind: "issue-crl"; id: string } | { kind: "settings" } | { kind: "audit" };
export type Health = {
	auditEvents: number;
	audit: "intact" | "broken";
	auditDetail: string;
	crls: { authorityId: string; authority: string; state: CrlState; nextUpdate: string | null }[];
	vaultFileBytes: number;
};
export type CrlState = "fresh" | "due-soon" | "overdue" | "never" | "waiting-for-key";

export type AuthoritySummary = {
	id: string; name: string; subject: string; parentId: string | null; certificateId: string; keyAlgorithm: string;
	notBefore: string; notAfter: string; status: Status; issued: number; active: number;
	crlState: CrlState; nextCrl: string | null; isRoot: boolean; keyState: KeyState;
};
/** `open`: protected by the vault alone. `locked`/`unlocked`: it has a passphrase of its own. `absent`: certificate only. */
export type KeyState = "open" | "locked" | "unlocked" | "absent";
export type AuthorityDetail = AuthoritySummary & {
	serial: string; fingerprint: string; subjectKeyId: string; pathLen: number | null; maxPathLen: number | null;
	nameConstraints: { permitted: string[]; excluded: string[] };
	crlUrl: string | null; aiaUrl: string | null; crlDays: number;
	revoked: number; nextCrlNumber: string; unlockedUntil: string | null; createdAt: string;
	extensions: ExtensionText[]; pem: string; chain: ChainLink[];
};
export type CreateAuthority = {
	name: string;
	/** RFC 4514, for example CN=Example Root,O=Example Corp,C=DE. */
	subject: string;
	key: KeyAlgorithm;
	days: number;
	/** Null founds a root. */
	parent: string | null;
	pathLen: number | null;
	permitDns: string[]; excludeDns: string[]; permitIp: string[]; excludeIp: string[]; permitEmail: string[]; excludeEmail: string[];
	crlUrl: string | null; aiaUrl: string | null; crlDays: number;
	/** A passphrase of its own for the CA key, on top of the vault. */
	passphrase: string | null;
};
export type FoundHierarchy = { organization: string; country: string | null; rootName: string; issuingName: string; rootKey: KeyAlgorithm; issuingKey: KeyAlgorithm; rootDays: number; issuingDays: number };
export type ImportAuthority = { name: string; /** PEM (certificate first, then its chain). */ certificate: string; /** PEM; null imports the certificate alone is not possible for an authority that signs. */ key: string; keyPassphrase: string | null; parent: string | null; crlUrl: string | null; aiaUrl: string | null; crlDays: number; passphrase: string | null };
export type AuthorityChange = { name: string; crlUrl: string | null; aiaUrl: string | null; crlDays: number };
export type CrlSummary = { number: string; thisUpdate: string; nextUpdate: string; entries: number; bytes: number };
export type CrlFormat = "der" | "pem";

export type CertificateFilter = {
	text: string | null;
	status: Status[];
	/** Active certificates expiring in [from, until). */
	expiresFrom: string | null; expiresUntil: string | null;
	authority: string | null; profile: ProfileName | null; keyAlgorithm: string | null; environment: Environment | null; owner: string | null; origin: Origin | null; isCa: boolean | null;
};
export type SortBy = "expires" | "name" | "added";
export type CertificateQuery = { filter: CertificateFilter; sort: { by: SortBy; descending: boolean }; after: string | null; limit: number };
export type CertificatePage = { rows: CertificateRow[]; next: string | null };
export type CertificateRow = {
	id: string; label: string; subject: string; issuer: string; serial: string; fingerprint: string; status: Status; urgency: Urgency;
	notBefore: string; notAfter: string; profile: ProfileName | null; keyAlgorithm: string; owner: string | null; environment: Environment | null; origin: Origin; isCa: boolean; hasKey: boolean; createdAt: string;
};
/** `capped`: there are at least that many. */
export type Count = { number: number; capped: boolean };
export type Facet = { value: string; label: string; count: number };
export type Facets = { authorities: Facet[]; keyAlgorithms: Facet[]; environments: Facet[]; owners: Facet[]; profiles: Facet[] };
export type CertificateDetail = {
	row: CertificateRow;
	version: number; signatureAlgorithm: string; keyBits: number; subjectKeyId: string | null; authorityKeyId: string | null;
	names: { kind: string; value: string }[];
	keyUsage: string[]; extendedKeyUsage: string[];
	extensions: ExtensionText[];
	chain: ChainLink[];
	/** Whether the chain ends in a self-signed certificate of the inventory. */
	chainComplete: boolean;
	revocation: { reason: RevocationReason; revokedAt: string; releasable: boolean; onCrl: string | null } | null;
	renewFrom: string | null;
	authorityId: string | null;
	createdBy: string; notes: string | null; source: string | null;
	history: AuditEvent[];
	pem: string;
	findings: Finding[];
};
export type ExtensionText = { oid: string; name: string; critical: boolean; lines: string[] };
export type ChainLink = { certificateId: string | null; label: string; notAfter: string; status: Status; isRoot: boolean; signatureOk: boolean | null };
export type Metadata = { owner: string | null; environment: Environment | null; notes: string | null };

export type ProfileView = {
	name: ProfileName; title: string; description: string; algorithms: KeyAlgorithm[]; defaultAlgorithm: KeyAlgorithm; maxDays: number; renewBeforeDays: number;
	keyUsage: string[]; extendedKeyUsage: string[]; namesRule: "host-from-common-name" | "required" | "optional"; /** one sentence per form field */ hints: { names: string; key: string; days: string };
};
export type IssueRequest = {
	authority: string; profile: ProfileName;
	key: { kind: "generate"; algorithm: KeyAlgorithm | null } | { kind: "csr"; pem: string };
	commonName: string;
	/** Organisation, unit, place; appended to the subject. RFC 4514 without CN, or null. */
	subjectRest: string | null;
	dns: string[]; ip: string[]; email: string[]; uri: string[];
	days: number | null;
	metadata: Metadata;
	/** The yes to a second active certificate for the same names. */
	allowDuplicate: boolean;
	/** Made once per opened form, so that a double submit issues one certificate. */
	token: string;
};
/** What will be signed. `problems` with severity "error" block. */
export type Preview = {
	subject: string; issuer: string; notBefore: string; notAfter: string; days: number; serial: string; keyAlgorithm: string;
	names: { kind: string; value: string }[];
	extensions: PreviewedExtension[];
	findings: Finding[];
	duplicates: CertificateRow[];
	/** For a CSR: what it asked for and did not get, or got otherwise. */
	csr: { subject: string; keyAlgorithm: string; names: { kind: string; value: string }[]; extensions: ExtensionText[]; signatureValid: boolean } | null;
};
export type PreviewedExtension = { extension: ExtensionText; /** who asked for it */ from: "profile" | "request" | "authority"; };
export type Finding = { code: string; severity: "error" | "warning" | "info"; message: string; field: string | null; source: string };

export type Selection = { kind: "ids"; ids: string[] } | { kind: "matching"; filter: CertificateFilter };
export type RevocationPreview = { certificates: number; alreadyRevoked: number; notOurs: number; active: number; authorities: { id: string; name: string; keyState: KeyState }[]; examples: CertificateRow[] };
export type RevocationReport = { revoked: number; skipped: number; failed: { id: string; label: string; message: string }[]; /** authorities whose new CRL is out, or waits and why */ crls: { authorityId: string; authority: string; number: string | null; message: string | null }[] };
export type ExportFormat = "pem" | "der" | "chain" | "key" | "pkcs12" | "pkcs12-compatible";
/** `passphrase` protects the key or PKCS#12; null for a key writes it in the clear, which is audited as such. */
export type ExportRequest = { format: ExportFormat; path: string; passphrase: string | null; overwrite: boolean };
export type BulkFormat = "pem" | "csv";
export type ExportedFile = { path: string; bytes: number; sha256: string; certificates: number };
export type ImportReport = { imported: number; alreadyKnown: number; keys: number; failed: { source: string; message: string }[]; ids: string[] };

export type Inspected = { kind: "certificate" | "request" | "crl" | "private-key" | "encrypted-private-key" | "pkcs12-locked"; title: string; summary: { label: string; value: string }[]; extensions: ExtensionText[]; pem: string | null; /** when the inventory already has it */ certificateId: string | null };

export type AuditQuery = { resource: string | null; actor: string | null; action: string | null; since: string | null; until: string | null; text: string | null; before: string | null; limit: number };
export type AuditPage = { events: AuditEvent[]; next: string | null };
export type AuditEvent = { sequence: string; time: string; actor: string; action: string; /** the action as a sentence */ summary: string; resource: string | null; outcome: "done" | "refused" | "failed"; details: { name: string; value: string }[]; hash: string };
export type AuditVerdict = { intact: boolean; events: string; head: string; message: string; brokenAt: string | null; publicKey: string; anchor: "keychain" | "file" | "none"; };
