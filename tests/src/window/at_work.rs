//! An estate in which every room has something to show, and files beside it to be read.

use super::desk::Desk;
use super::vaults::Estate;
use crate::openssl;
use chancery_domain::{KeyAlgorithm, Lifetime, ProfileName};
use chancery_engine::{
    BatchRequest, Blackout, CreateAuthority, CreateRequest, ProfileReference, ScheduleChange, SecretText,
};
use chrono::{Duration, Utc};
use std::fs;

/// Protects the key of “Locked Signing CA” and what is in `keystore.p12`.
pub const KEY_PASSPHRASE: &str = "a passphrase of its own";

impl Estate {
    /// The estate that has [been lived in](Self::lived_in), and more: an authority with a passphrase, requests that
    /// wait and one that was answered, a batch of which a row failed, a schedule with blackouts, a trust store, a
    /// profile in two versions and one that is retired. In the Documents folder stand `rows.csv`, `faulty.csv`,
    /// `outside.pem` with `outside.key`, `keystore.p12`, `asked.csr` and `outside.crl`.
    ///
    /// # Panics
    /// When it can't be made.
    pub fn at_work(desk: &Desk) -> Self {
        let mut estate = Self::lived_in(&desk.vault());
        let outside = Outside::beside(desk);
        estate.with_locked_authority();
        estate.with_requests(&outside);
        estate.with_batch(desk);
        estate.with_profiles();
        let store = |name: &str, path: &str| {
            estate.with(|vault, actor| vault.add_trust_store(actor, name, path)).expect("a trust store");
        };
        store("Partners", &outside.certificate);
        estate.with_schedule();
        estate
    }

    fn with_locked_authority(&self) {
        let request = CreateAuthority {
            name: "Locked Signing CA".to_owned(),
            subject: "CN=Locked Signing CA,O=Example,C=DE".to_owned(),
            key: KeyAlgorithm::EcdsaP256,
            days: 1000,
            parent: Some("Example Root CA".to_owned()),
            path_len: Some(0),
            permit_dns: vec!["corp.example".to_owned()],
            exclude_dns: Vec::new(),
            permit_ip: Vec::new(),
            exclude_ip: Vec::new(),
            permit_email: Vec::new(),
            exclude_email: Vec::new(),
            crl_url: Some("http://crl.corp.example/locked.crl".to_owned()),
            aia_url: None,
            ocsp_url: None,
            crl_days: 7,
            crl_rules: Default::default(),
            passphrase: Some(SecretText::from(KEY_PASSPHRASE)),
        };
        self.with(|vault, actor| vault.create_authority(actor, &request)).expect("an authority with a passphrase");
    }

    fn with_requests(&self, outside: &Outside) {
        let make = |name: &str, notes: &str| {
            let request = CreateRequest {
                common_name: name.to_owned(),
                subject: Some("O=Example,C=DE".to_owned()),
                dns: vec![name.to_owned()],
                ip: Vec::new(),
                email: Vec::new(),
                uri: Vec::new(),
                key: KeyAlgorithm::EcdsaP256,
                notes: Some(notes.to_owned()),
            };
            self.with(|vault, actor| vault.create_request(actor, &request)).expect("a request")
        };
        make("mail.corp.example", "Asked of Example Public CA, order 4711");
        make("vpn.corp.example", "Waits for the budget");
        let answered = make("partner.corp.example", "Order 4699");
        let certificate = outside.sign(&answered.pem);
        let id = answered.row.id;
        self.with(|vault, actor| vault.answer_request(actor, &id, &certificate)).expect("an answer");
    }

    /// Six rows, of which one was issued by somebody else in between.
    fn with_batch(&mut self, desk: &Desk) {
        let rows = desk.document("rows.csv");
        let names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
        let lines = names.map(|name| format!("{name}.batch.example,{name}.batch.example,Shop,production\n"));
        fs::write(&rows, format!("cn,dns,owner,environment\n{}", lines.concat())).expect("a table");
        let faulty = "cn,dns,days,key\nwww.good.example,www.good.example,30,\n\
                      not a host!,also wrong,30,\nlong.good.example,,99999,\nkey.good.example,,30,rsa-512\n";
        fs::write(desk.document("faulty.csv"), faulty).expect("a faulty table");
        let request = BatchRequest {
            path: rows.display().to_string(),
            authority: "Example Issuing CA".to_owned(),
            profile: ProfileName::WEB_SERVER,
            allow_duplicates: false,
            skip_faulty: false,
            seen: None,
            token: "test-batch".to_owned(),
        };
        let job = self.with(|vault, actor| vault.start_batch(actor, &request)).expect("a batch");
        self.issue(ProfileName::WEB_SERVER, "gamma.batch.example", 90, "Somebody else", None);
        let done = self.with(|vault, actor| vault.run_job(actor, &job.id, &|_| {})).expect("a batch that was run");
        assert_eq!((done.done, done.failed), (6, 1), "the row that somebody else issued fails");
    }

    fn with_profiles(&self) {
        let web = ProfileReference { name: ProfileName::WEB_SERVER, version: None };
        let clone = |name: &str, title: &str| {
            self.with(|vault, actor| vault.clone_profile(actor, &web, name, Some(title))).expect("a profile")
        };
        let short = clone("short-lived", "Short-lived web server");
        let name = short.profile.name;
        let mut document = short.document;
        document.description = "For what renews itself".to_owned();
        document.validity.maximum = Lifetime::Days(47);
        document.validity.default = Lifetime::Days(30);
        document.renewal.before = Lifetime::Days(10);
        self.with(|vault, actor| vault.edit_profile(actor, &name, &document, 1)).expect("a second version");
        let old = clone("old-servers", "Old servers").profile.name;
        self.with(|vault, actor| vault.retire_profile(actor, &old, true)).expect("a retired profile");
    }

    fn with_schedule(&self) {
        let midnight = Utc::now().date_naive().and_hms_opt(0, 0, 0).expect("every day has a midnight").and_utc();
        let blackout = |from: i64, hours: i64, reason: &str| Blackout {
            from: midnight + Duration::days(from),
            until: midnight + Duration::days(from) + Duration::hours(hours),
            reason: reason.to_owned(),
        };
        let change = ScheduleChange {
            when: "03:00".to_owned(),
            zone: Some("Europe/Berlin".to_owned()),
            profiles: vec![ProfileName::WEB_SERVER, ProfileName::INTERNAL_SERVICE],
            spread_minutes: 60,
            revoke_old_after_hours: Some(168),
            blackouts: vec![blackout(9, 24 * 5, "Holidays"), blackout(20, 9, "Stocktaking")],
        };
        self.with(|vault, actor| vault.set_renewal_schedule(actor, &change)).expect("a schedule");
    }
}

/// An authority that is not the vault's, made and used by openssl.
struct Outside {
    folder: String,
    certificate: String,
    key: String,
}

impl Outside {
    fn beside(desk: &Desk) -> Self {
        let path = |name: &str| desk.document(name).display().to_string();
        let made = Self { folder: path(""), certificate: path("outside.pem"), key: path("outside.key") };
        let elliptic = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        let authority =
            ["req", "-x509", "-days", "900", "-subj", "/O=Partner Ltd/CN=Partner Root", "-keyout", &made.key];
        let out = ["-out", &made.certificate, "-addext", "keyUsage=critical,keyCertSign,cRLSign"];
        openssl(authority.into_iter().chain(elliptic).chain(out)).accept("an authority outside");
        let (csr, key) = (path("asked.csr"), path("asked.key"));
        let asked = ["req", "-new", "-subj", "/O=Elsewhere/CN=asked.corp.example", "-keyout", &key, "-out", &csr];
        let bold = ["-addext", "subjectAltName=DNS:asked.corp.example", "-addext", "basicConstraints=critical,CA:TRUE"];
        openssl(asked.into_iter().chain(elliptic).chain(bold)).accept("a request from outside");
        let keystore = path("keystore.p12");
        let password = format!("pass:{KEY_PASSPHRASE}");
        let bundle = ["pkcs12", "-export", "-in", &made.certificate, "-inkey", &made.key, "-name", "partner"];
        openssl(bundle.into_iter().chain(["-out", &keystore, "-passout", &password])).accept("a keystore");
        made.crl();
        made
    }

    /// A certificate for somebody's request, as the authority sends it back.
    fn sign(&self, request: &str) -> String {
        let (csr, out) = (format!("{}/sent.csr", self.folder), format!("{}/came-back.pem", self.folder));
        fs::write(&csr, request).expect("a request that is sent");
        let signing = ["x509", "-req", "-in", &csr, "-CA", &self.certificate, "-CAkey", &self.key, "-days", "200"];
        openssl(signing.into_iter().chain(["-copy_extensions", "copy", "-out", &out]))
            .accept("a certificate from outside");
        fs::read_to_string(&out).expect("the certificate that came back")
    }

    /// Its CRL, empty.
    fn crl(&self) {
        let configuration = format!("{}/ca.conf", self.folder);
        let index = format!("{}/index.txt", self.folder);
        fs::write(&index, "").expect("an empty index");
        let text = format!(
            "[ca]\ndefault_ca = own\n[own]\ndatabase = {index}\ncertificate = {}\nprivate_key = {}\n\
             default_md = sha256\ndefault_crl_days = 30\n",
            self.certificate, self.key
        );
        fs::write(&configuration, text).expect("a configuration");
        let out = format!("{}/outside.crl", self.folder);
        openssl(["ca", "-config", &configuration, "-gencrl", "-out", &out]).accept("a CRL from outside");
    }
}
