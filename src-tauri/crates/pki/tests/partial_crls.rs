//! Delta CRLs and CRLs about some certificates alone, judged by openssl.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use chancery_domain::{KeyAlgorithm, RevocationReason, SerialNumber};
use chancery_pki::{CertificatePlan, CrlPlan, CrlScope, KeyPair, RevokedList, SignedCrl, crl_pem, sign_crl};
use chrono::Duration;
use common::{Authority, Desk, leaf_plan, now};

const COMPLETE: &str = "http://pki.corp.example/a.crl";
const DELTA: &str = "http://pki.corp.example/a-delta.crl";

struct Scene {
    root: Authority,
    desk: Desk,
    serial: SerialNumber,
}

impl Scene {
    /// A leaf that names these places for its CRL.
    fn new(places: &[&str]) -> Self {
        let root = Authority::root(KeyAlgorithm::EcdsaP256);
        let plan = CertificatePlan {
            crl_urls: places.iter().map(|place| (*place).to_owned()).collect(),
            ..leaf_plan("CN=a.corp.example", &["a.corp.example"])
        };
        let leaf = root.issue(&plan, &KeyPair::generate(KeyAlgorithm::EcdsaP256).unwrap());
        let desk = Desk::new();
        desk.put("root.pem", root.certificate.to_pem());
        desk.put("leaf.pem", leaf.to_pem());
        Self { root, desk, serial: plan.serial }
    }

    fn sign(&self, plan: &CrlPlan, list: RevokedList) -> SignedCrl {
        sign_crl(plan, &self.root.issuer, &self.root.signer, list).unwrap()
    }

    fn put(&self, name: &str, plan: &CrlPlan, list: RevokedList) {
        let crl = self.sign(plan, list);
        self.desk.put(name, crl_pem(crl.der()));
    }

    fn revoked(&self) -> RevokedList {
        let mut list = RevokedList::with_room_for(1);
        list.push(self.serial.content_octets(), now(), RevocationReason::KeyCompromise);
        list
    }

    fn verify(&self, options: &str) -> (bool, String) {
        let run = self.desk.run("openssl", &format!("verify -crl_check {options} -CAfile root.pem leaf.pem"));
        (run.status.success(), String::from_utf8_lossy(&run.stderr).into_owned())
    }
}

fn plan(number: u64) -> CrlPlan {
    CrlPlan::complete(number, now() - Duration::minutes(1), now() + Duration::days(7))
}

fn nothing() -> RevokedList {
    RevokedList::with_room_for(0)
}

#[test]
fn openssl_takes_a_revocation_from_a_delta_and_takes_it_back_from_the_next() {
    let scene = Scene::new(&[COMPLETE]);
    let complete = CrlPlan { freshest: vec![DELTA.to_owned()], ..plan(10) };
    scene.put("complete.pem", &complete, nothing());
    let with_delta = "-extended_crl -use_deltas -CRLfile complete.pem -CRLfile delta.pem";

    scene.put("delta.pem", &CrlPlan { base: Some(10), ..plan(11) }, nothing());
    assert!(scene.verify(with_delta).0);
    scene.put("delta.pem", &CrlPlan { base: Some(10), ..plan(12) }, scene.revoked());
    let (good, said) = scene.verify(with_delta);
    assert!(!good && said.contains("certificate revoked"), "{said}");

    let text = scene.desk.openssl("crl -in complete.pem -noout -text");
    assert!(text.contains("X509v3 Freshest CRL") && text.contains(DELTA), "{text}");
    let text = scene.desk.openssl("crl -in delta.pem -noout -text");
    assert!(text.contains("X509v3 Delta CRL Indicator: critical"), "{text}");

    // On hold when the complete one was made, released since.
    let mut held = RevokedList::with_room_for(1);
    held.push(scene.serial.content_octets(), now(), RevocationReason::CertificateHold);
    scene.put("complete.pem", &CrlPlan { freshest: vec![DELTA.to_owned()], ..plan(13) }, held);
    assert!(!scene.verify("-CRLfile complete.pem").0);
    let mut released = RevokedList::with_room_for(1);
    released.push_removed(scene.serial.content_octets(), now());
    scene.put("delta.pem", &CrlPlan { base: Some(13), ..plan(14) }, released);
    let (good, said) = scene.verify(with_delta);
    assert!(good, "{said}");
}

#[test]
fn openssl_holds_a_certificate_to_the_shard_that_it_names_and_to_no_other() {
    let scene = Scene::new(&["http://pki.corp.example/shard-3.crl"]);
    let shard =
        |number: u32| CrlScope { places: vec![format!("http://pki.corp.example/shard-{number}.crl")], reasons: vec![] };
    scene.put("crl.pem", &CrlPlan { scope: shard(3), ..plan(1) }, nothing());
    let (good, said) = scene.verify("-extended_crl -CRLfile crl.pem");
    assert!(good, "{said}");
    scene.put("crl.pem", &CrlPlan { scope: shard(3), ..plan(2) }, scene.revoked());
    let (good, said) = scene.verify("-extended_crl -CRLfile crl.pem");
    assert!(!good && said.contains("certificate revoked"), "{said}");
    scene.put("crl.pem", &CrlPlan { scope: shard(4), ..plan(3) }, nothing());
    let (good, said) = scene.verify("-extended_crl -CRLfile crl.pem");
    assert!(!good && said.contains("scope"), "{said}");
}

#[test]
fn a_crl_for_some_reasons_says_which() {
    let scene = Scene::new(&[COMPLETE]);
    let scope = CrlScope {
        places: vec![COMPLETE.to_owned()],
        reasons: vec![RevocationReason::KeyCompromise, RevocationReason::CaCompromise],
    };
    scene.put("crl.pem", &CrlPlan { scope, ..plan(1) }, scene.revoked());
    let text = scene.desk.openssl("crl -in crl.pem -noout -text");
    assert!(text.contains("X509v3 Issuing Distribution Point: critical"), "{text}");
    assert!(text.contains("Key Compromise") && text.contains("CA Compromise"), "{text}");
}

#[test]
fn deltas_that_make_no_sense_are_not_made() {
    let scene = Scene::new(&[COMPLETE]);
    for plan in
        [CrlPlan { base: Some(5), ..plan(5) }, CrlPlan { base: Some(1), freshest: vec![DELTA.to_owned()], ..plan(2) }]
    {
        assert!(sign_crl(&plan, &scene.root.issuer, &scene.root.signer, nothing()).is_err(), "{plan:?}");
    }
}
