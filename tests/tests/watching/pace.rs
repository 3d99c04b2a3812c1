//! No host gets more than its share, and none waits for another's.

use crate::others::{Others, Ways};
use crate::{bring, settle, watcher};
use chancery_fetch::Fetcher;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[test]
fn a_host_with_many_certificates_gets_its_share_and_another_is_asked_meanwhile() {
    let (many, one, ours) = (Others::new(Ways::Ocsp), Others::new(Ways::Ocsp), watcher());
    // Ten at once, and then one in a second and a half.
    settle(&ours, |settings| settings.per_host = 40);
    bring(&ours, &many.authority_pem());
    bring(&ours, &many.issue_many(60).1);
    bring(&ours, &one.authority_pem());
    bring(&ours, &one.issue("alone.example.test").1);
    let (vault, ada) = ours.vault();
    let leaving = AtomicBool::new(false);
    let report = std::thread::scope(|scope| {
        let watching = scope.spawn(|| vault.watch_now(&ada, &Fetcher::new().unwrap(), &leaving).unwrap());
        std::thread::sleep(Duration::from_secs(6));
        leaving.store(true, Ordering::Relaxed);
        watching.join().unwrap()
    });
    let asked = many.web.asked("/ocsp");
    assert!((10..=17).contains(&asked), "{asked} of 60: {report:?}");
    assert_eq!(one.web.asked("/ocsp"), 1);
}
