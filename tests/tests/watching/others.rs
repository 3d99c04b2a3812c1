//! Whoever else issues: another vault, with a responder and CRLs on the web of this machine.

use crate::web::{Reply, Web};
use chancery_domain::{CrlKind, RevocationReason};
use chancery_engine::{CreateAuthority, CrlFormat, ExportFormat, ExportRequest, IssueRequest, StatusService};
use chancery_tests::abuse::{Ground, TestClock, ask, authority, day_zero, ids};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// An authority that is not ours.
pub(crate) struct Others {
    pub(crate) web: Web,
    ground: Ground,
    status: Option<Arc<StatusService>>,
}

/// Where the certificates say that they are told of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ways {
    Ocsp,
    Crl,
    Both,
}

impl Others {
    pub(crate) fn new(ways: Ways) -> Self {
        Self::at(day_zero(), ways)
    }

    /// One that begins at this moment.
    pub(crate) fn at(now: DateTime<Utc>, ways: Ways) -> Self {
        Self::with_addresses(now, ways, |web| (format!("{}/ocsp", web.url), format!("{}/ca.crl", web.url)))
    }

    /// The same whose certificates name these addresses.
    pub(crate) fn with_addresses(
        now: DateTime<Utc>,
        ways: Ways,
        addresses: impl FnOnce(&Web) -> (String, String),
    ) -> Self {
        let (web, ground) = (Web::start(), Ground::new());
        ground.clock.set(now);
        let (ocsp, crl) = addresses(&web);
        let (vault, ada) = ground.vault();
        let new = CreateAuthority {
            ocsp_url: (ways != Ways::Crl).then_some(ocsp),
            crl_url: (ways != Ways::Ocsp).then_some(crl),
            ..authority("Elsewhere", None)
        };
        vault.create_authority(&ada, &new).unwrap();
        let status = (ways != Ways::Crl).then(|| ground.console.serve_status().unwrap());
        let others = Self { web, ground, status };
        others.up();
        others
    }

    /// The responder answers, and the newest CRL is there.
    pub(crate) fn up(&self) {
        if let Some(status) = self.status.clone() {
            self.web.answer("/ocsp", move |request| Reply::Body(status.answer(request).der.to_vec()));
        }
        self.publish();
    }

    /// Makes a CRL and puts it where it belongs.
    pub(crate) fn publish(&self) -> Vec<u8> {
        let (vault, ada) = self.ground.vault();
        let path = self.ground.folder.parent().unwrap().join("ca.crl");
        let path = path.to_str().unwrap();
        vault.issue_crl_to(&ada, ("Elsewhere", CrlKind::Full), CrlFormat::Der, path, true).unwrap();
        let crl = std::fs::read(path).unwrap();
        self.web.put("/ca.crl", &crl);
        crl
    }

    /// What its clock says.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.ground.clock_now()
    }

    /// Its own certificate.
    pub(crate) fn authority_pem(&self) -> String {
        let (vault, ada) = self.ground.vault();
        let own = vault.authority(&ada, "Elsewhere").unwrap();
        vault.certificate(&ada, &own.summary.certificate_id).unwrap().pem
    }

    /// Founds an authority below it that is to be ours: its certificate's id there, its certificate and its key.
    pub(crate) fn authority_below(&self, name: &str) -> (String, String, String) {
        let (vault, ada) = self.ground.vault();
        let below = vault.create_authority(&ada, &authority(name, Some("Elsewhere"))).unwrap();
        let path = self.ground.folder.parent().unwrap().join("below.key");
        let path = path.to_str().unwrap().to_owned();
        let format = ExportFormat::Key;
        let request = ExportRequest { format, path: path.clone(), passphrase: None, overwrite: true, root: None };
        vault.export_authority(&ada, name, &request).unwrap();
        (below.summary.certificate_id, below.pem, std::fs::read_to_string(path).unwrap())
    }

    /// Issues a certificate: its id there and its PEM.
    pub(crate) fn issue(&self, host: &str) -> (String, String) {
        let (vault, ada) = self.ground.vault();
        let request = IssueRequest { authority: "Elsewhere".to_owned(), days: Some(300), ..ask(host) };
        let issued = vault.issue(&ada, &request).unwrap();
        (issued.row.id, issued.pem)
    }

    pub(crate) fn revoke(&self, id: &str, reason: RevocationReason) {
        let (vault, ada) = self.ground.vault();
        vault.revoke(&ada, &ids([id]), reason).unwrap();
    }

    pub(crate) fn release(&self, id: &str) {
        let (vault, ada) = self.ground.vault();
        vault.release(&ada, id).unwrap();
    }

    /// Whoever answers for it.
    pub(crate) fn responder(&self) -> Arc<StatusService> {
        Arc::clone(self.status.as_ref().unwrap())
    }

    pub(crate) fn clock(&self) -> &TestClock {
        &self.ground.clock
    }

    /// Issues many: their PEM, one after the other, and their ids there.
    pub(crate) fn issue_many(&self, count: usize) -> (Vec<String>, String) {
        let (vault, ada) = self.ground.vault();
        let requests: Vec<_> = (0..count)
            .map(|number| IssueRequest { days: Some(300), ..ask(&format!("h{number}.example.test")) })
            .map(|request| IssueRequest { authority: "Elsewhere".to_owned(), ..request })
            .collect();
        let found = vault.issue_all(&ada, "Elsewhere", &requests).unwrap();
        let ids: Vec<String> = found.iter().map(ToString::to_string).collect();
        let pem = ids.iter().map(|id| vault.certificate(&ada, id).unwrap().pem).collect();
        (ids, pem)
    }
}
