//! As people run it: `chancery serve` asks by itself what is due.

use crate::others::{Others, Ways};
use chancery_domain::RevocationReason;
use chancery_tests::{Sandbox, Served};
use chrono::Utc;
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn the_service_asks_by_itself_and_tells_the_log() {
    let others = Others::at(Utc::now(), Ways::Ocsp);
    let sandbox = Sandbox::new();
    let (there, pem) = others.issue("www.example.test");
    others.revoke(&there, RevocationReason::Superseded);
    sandbox.done(["watch", "set", "--inside", "127.0.0.1"]);
    let file = sandbox.write("all.pem", [others.authority_pem(), pem, others.issue("mail.example.test").1].concat());
    sandbox.done(["cert", "import", &file]);
    let served = Served::start(&sandbox, &[]);
    let begun = Instant::now();
    loop {
        let shown = sandbox.done(["watch", "show"]);
        if shown["good"] == 1 && shown["revoked"] == 1 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "{shown}");
        thread::sleep(Duration::from_secs(1));
    }
    assert_eq!(others.web.asked("/ocsp"), 2);
    let log = sandbox.done(["audit", "list", "--resource", "www.example.test"]).to_string();
    assert!(log.contains("certificate.revoked_elsewhere") && log.contains("service"), "{log}");
    assert!(served.end(), "it ends when it is told to");
}
