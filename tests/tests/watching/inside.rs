//! Addresses in certificates are what whoever made them wanted: nobody inside is asked unless somebody named the host.

use crate::others::{Others, Ways};
use crate::web::{Reply, Web};
use crate::{bring, known, look, settle, watcher};
use chancery_domain::WatchedStanding;
use chancery_tests::abuse::day_zero;

#[test]
fn nobody_inside_is_asked_because_a_certificate_says_so() {
    let web = Web::start();
    let port = web.url.rsplit(':').next().unwrap().to_owned();
    web.put("/secret", b"of this computer");
    for host in [
        "169.254.169.254".to_owned(),
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("[::1]:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("127.1:{port}"),
        format!("2130706433:{port}"),
        "10.0.0.1".to_owned(),
    ] {
        let address = format!("http://{host}/secret");
        let others = Others::with_addresses(day_zero(), Ways::Both, |_| (address.clone(), address.clone()));
        let ours = watcher();
        settle(&ours, |settings| settings.inside.clear());
        bring(&ours, &others.authority_pem());
        let id = bring(&ours, &others.issue("www.example.test").1).remove(0);
        assert_eq!(look(&ours).unreachable, 1, "{host}");
        let refused = known(&ours, &id);
        assert_eq!((refused.standing, refused.asked_at), (WatchedStanding::Unreachable, None), "{host}");
        let why = refused.problem.unwrap();
        assert!(why.contains("inside"), "{host}: {why}");
        assert_eq!(web.asked("/secret"), 0, "{host}");
    }
}

#[test]
fn a_host_that_somebody_named_is_asked_and_leads_to_no_other() {
    let (others, secret) = (Others::new(Ways::Ocsp), Web::start());
    secret.put("/secret", b"of another");
    let ours = watcher();
    settle(&ours, |settings| settings.inside.clear());
    bring(&ours, &others.authority_pem());
    let id = bring(&ours, &others.issue("www.example.test").1).remove(0);
    assert_eq!((look(&ours).unreachable, others.web.asked("/ocsp")), (1, 0));
    // Another port, and a name that begins with it, are other hosts.
    settle(&ours, |settings| settings.inside = vec!["127.0.0.1:9".to_owned(), "127.0.0.1.example".to_owned()]);
    assert_eq!((look(&ours).unreachable, others.web.asked("/ocsp")), (1, 0));
    let host = others.web.url.trim_start_matches("http://").to_owned();
    settle(&ours, |settings| settings.inside = vec![host.clone()]);
    assert_eq!((look(&ours).good, others.web.asked("/ocsp")), (1, 1), "allowed now, and so asked at once");
    // Another name, and another port of the same.
    for to in [secret.url.replace("127.0.0.1", "localhost"), secret.url.clone()].map(|url| url + "/secret") {
        others.web.answer("/ocsp", move |_| Reply::To(to.clone()));
        ours.clock.jump(chrono::Duration::days(2));
        assert_eq!(look(&ours).unreachable, 1);
        assert_eq!(secret.asked("/secret"), 0);
        let why = known(&ours, &id).problem.unwrap();
        assert!(why.contains("redirected to another host"), "{why}");
    }
}
