//! Path validation on what bears a true signature: an authority that has gone mad, or been taken over.
//!
//! An input is what is signed (a TBSCertificate or TBSCertList). It is signed with one key, which all parties here have,
//! and stands in every place of a path.

use super::assert_shown;
use crate::seeds;
use chancery_domain::Purpose;
use chancery_pki::{
    Certificate, Crl, Host, KeyPair, PathQuestion, PolicyRules, Revocation, Signer, SoftwareSigner, TrustAnchor,
    verify_path,
};
use chrono::{DateTime, Utc};
use std::sync::LazyLock;

struct World {
    signer: SoftwareSigner,
    root: Certificate,
    authority: Certificate,
    leaf: Certificate,
    crl: Option<Crl>,
    host: Option<Host>,
    at: DateTime<Utc>,
}

static WORLD: LazyLock<Option<World>> = LazyLock::new(|| {
    let certificate = |name: &str| Certificate::from_der(&seeds::file(&format!("certificate/{name}.der"))).ok();
    Some(World {
        signer: SoftwareSigner::new(KeyPair::read(&seeds::file("path-key.pem"), None).ok()?),
        root: certificate("root")?,
        authority: certificate("authority")?,
        leaf: certificate("leaf")?,
        crl: Crl::from_der(&seeds::file("crl/plain.der")).ok(),
        host: "www.corp.example".parse().ok(),
        at: DateTime::from_timestamp(1_800_000_000, 0)?,
    })
});

/// ecdsa-with-SHA256, as an AlgorithmIdentifier.
const ALGORITHM: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";

pub(super) fn certificate(input: &[u8]) {
    let Some(world) = WORLD.as_ref() else { panic!("the files that fuzzing begins with are missing: seeds/make.sh") };
    let Ok(changed) = Certificate::from_der(&signed(world, input)) else { return };
    let root = anchor(&world.root);
    // The end entity, an intermediate, and what is believed.
    verify(world, &changed, std::slice::from_ref(&root), std::slice::from_ref(&world.authority), &[]);
    verify(world, &world.leaf, std::slice::from_ref(&root), std::slice::from_ref(&changed), &[]);
    verify(world, &world.leaf, &[anchor(&changed)], std::slice::from_ref(&world.authority), &[]);
    // All at once, with itself above itself.
    let between = [changed.clone(), world.authority.clone(), world.root.clone()];
    verify(world, &changed, &[root, anchor(&changed)], &between, world.crl.as_slice());
}

pub(super) fn crl(input: &[u8]) {
    let Some(world) = WORLD.as_ref() else { panic!("the files that fuzzing begins with are missing: seeds/make.sh") };
    let Ok(changed) = Crl::from_der(&signed(world, input)) else { return };
    let between = [world.authority.clone()];
    let crls: Vec<Crl> = std::iter::once(changed.clone()).chain(world.crl.clone()).collect();
    verify(world, &world.leaf, &[anchor(&world.root)], &between, &[changed]);
    verify(world, &world.leaf, &[anchor(&world.root)], &between, &crls);
}

fn anchor(certificate: &Certificate) -> TrustAnchor {
    TrustAnchor { certificate: certificate.clone(), store: "test".to_owned() }
}

fn signed(world: &World, tbs: &[u8]) -> Vec<u8> {
    let signature = world.signer.sign(tbs).unwrap_or_default();
    let bits = element(0x03, &[&[0], signature.as_slice()].concat());
    element(0x30, &[tbs, ALGORITHM, &bits].concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
    let mut out = vec![tag];
    match content.len() {
        short @ 0..=0x7f => out.push(short as u8),
        _ => {
            let skip = length.iter().take_while(|octet| **octet == 0).count();
            out.push(0x80 | (4 - skip) as u8);
            out.extend_from_slice(&length[skip..]);
        }
    }
    out.extend_from_slice(content);
    out
}

fn verify(
    world: &World,
    certificate: &Certificate,
    anchors: &[TrustAnchor],
    intermediates: &[Certificate],
    crls: &[Crl],
) {
    let policies =
        PolicyRules { acceptable: vec!["1.2.3.4".to_owned()], require_explicit: true, ..PolicyRules::default() };
    for (policies, host, purpose) in
        [(&PolicyRules::default(), None, None), (&policies, world.host.as_ref(), Some(Purpose::Server))]
    {
        let report = verify_path(&PathQuestion {
            certificate,
            anchors,
            intermediates,
            crls,
            at: world.at,
            purpose,
            host,
            policies,
            revocation: if crls.is_empty() { Revocation::Ignored } else { Revocation::WholePath },
        });
        assert_shown(&report.sentence);
        for path in &report.paths {
            path.steps.iter().for_each(|step| assert_shown(&step.sentence));
            assert!(path.steps.iter().all(|step| step.link < path.links.len()), "a step belongs to a link");
        }
        let best_is_valid = report.paths.first().is_some_and(|path| path.valid);
        assert_eq!(report.trusted, best_is_valid, "the verdict is that of the best path");
    }
}
