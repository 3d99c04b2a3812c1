//! Folders of this machine.

use super::{crl_of_issuing, is_current, is_newest_crl, newest, problems, revoke, serve, vault, wait_for};
use chancery_tests::abuse::{Disk, HangingFolder};
use chancery_tests::openssl;
use std::fs;
use std::time::{Duration, Instant};

#[test]
fn a_folder_gets_every_crl_and_certificate_whole_and_readable_by_everybody() {
    let sandbox = vault();
    let folder = sandbox.path("pki");
    fs::create_dir(&folder).expect("a folder");
    let added = sandbox.done(["target", "add", "web", "--to", &sandbox.arg("pki"), "--names", "{name}"]);
    assert_eq!((&added["kind"], &added["state"]), (&"folder".into(), &"waiting".into()));
    let published = sandbox.done(["crl", "publish", "--due"]);
    assert_eq!(published["published"].as_array().map(Vec::len), Some(4), "{published}");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("it can be read")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("Unicode"))
        .collect();
    names.sort();
    assert_eq!(names, ["issuing.cer", "issuing.crl", "root.cer", "root.crl"], "nothing else is left there");
    assert!(is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")));
    openssl(["verify", "-CAfile", &sandbox.arg("root.pem"), &sandbox.arg("pki/issuing.cer")]).accept("it is its own");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(folder.join("issuing.crl")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o444, 0o444, "a web server may read it");
    }
    // Nothing more to do until there is another CRL.
    assert_eq!(sandbox.done(["crl", "publish", "--due"])["published"], serde_json::json!([]));
    revoke(&sandbox);
    assert!(!is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")));
    let published = sandbox.done(["crl", "publish", "--due"]);
    assert_eq!(published["published"][0]["published"], newest(&sandbox), "{published}");
    assert!(is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")));
    let log = sandbox.done(["audit", "list", "--limit", "50"]).to_string();
    assert!(log.contains("published at “web”") && log.contains("target.added"), "{log}");
}

#[test]
fn the_service_publishes_by_itself_what_another_process_made() {
    let sandbox = vault();
    fs::create_dir(sandbox.path("pki")).expect("a folder");
    sandbox.done(["target", "add", "web", "--to", &sandbox.arg("pki"), "--names", "{name}"]);
    let served = serve(&sandbox);
    wait_for(&sandbox, "web", is_current);
    revoke(&sandbox);
    let number = newest(&sandbox);
    wait_for(&sandbox, "web", |target| crl_of_issuing(target)["published"] == number.as_str());
    assert!(is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")));
    // Paused, it gets nothing; resumed, the newest.
    sandbox.done(["target", "pause", "web"]);
    sandbox.done(["crl", "issue", "--ca", "issuing", "--out", &sandbox.arg("own.crl")]);
    assert_eq!(sandbox.refused(["crl", "publish", "--target", "web"]).code, "target_paused");
    std::thread::sleep(Duration::from_secs(5));
    assert!(!is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")));
    sandbox.done(["target", "resume", "web"]);
    wait_for(&sandbox, "web", is_current);
    assert!(is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")));
    assert!(served.end());
    sandbox.done(["target", "remove", "web"]);
    assert_eq!(sandbox.refused(["target", "show", "web"]).code, "not_found");
    assert!(sandbox.path("pki/issuing.crl").exists(), "what was put there stays there");
    sandbox.done(["audit", "verify"]);
}

#[test]
fn a_folder_that_is_not_there_or_is_the_vaults_own_is_refused() {
    let sandbox = vault();
    let add = |to: &str| sandbox.refused(["target", "add", "web", "--to", to]);
    assert_eq!(add(&sandbox.arg("nowhere")).code, "target_unreachable");
    let own = add(&sandbox.arg("vault"));
    assert_eq!(own.field.as_deref(), Some("address"), "{own:?}");
    assert_eq!(add("ftp://a.example/").code, "invalid_address");
    sandbox.write("file", "x");
    assert_eq!(add(&sandbox.arg("file")).code, "target_unreachable");
}

#[test]
fn a_full_or_read_only_disk_keeps_the_crl_that_was_there_and_gets_the_next_when_it_can() {
    let Some(disk) = Disk::new("size=1m") else { return };
    let sandbox = vault();
    let folder = disk.folder("pki");
    fs::create_dir(&folder).expect("a folder");
    let address = folder.to_str().expect("Unicode");
    sandbox.done(["target", "add", "web", "--to", address, "--names", "{name}"]);
    sandbox.done(["crl", "publish"]);
    let crl = folder.join("issuing.crl");
    let before = fs::read(&crl).expect("it is there");
    // Full to the last octet.
    let mut size = 1024 * 1024;
    while size > 0 {
        let filled = fs::read(disk.folder("filler")).unwrap_or_default().len();
        if fs::write(disk.folder("filler"), vec![0; filled + size]).is_err() {
            size /= 2;
        }
    }
    revoke(&sandbox);
    let failed = sandbox.run(["crl", "publish", "--due"]);
    assert_eq!(failed.code, Some(1), "{failed:?}");
    let target = sandbox.done(["target", "show", "web"]);
    assert!(problems(&target).contains("disk is full"), "{target}");
    assert_eq!(fs::read(&crl).expect("it is there still"), before);
    fs::remove_file(disk.folder("filler")).expect("room is made");
    disk.remount("ro");
    let failed = sandbox.run(["crl", "publish", "--due"]);
    assert_eq!(failed.code, Some(1));
    assert!(problems(&sandbox.done(["target", "show", "web"])).contains("read-only"));
    disk.remount("rw");
    let served = serve(&sandbox);
    let target = wait_for(&sandbox, "web", is_current);
    assert_eq!(problems(&target), "");
    assert!(is_newest_crl(&sandbox, &fs::read(&crl).expect("it is there")));
    drop(served);
    let log = sandbox.done(["audit", "list", "--limit", "50"]).to_string();
    assert!(log.contains("could not be published at “web”"), "{log}");
}

#[test]
fn a_folder_that_hangs_holds_up_nothing_else_and_gets_the_newest_when_it_is_back() {
    let sandbox = vault();
    for name in ["mounted", "pki"] {
        fs::create_dir(sandbox.path(name)).expect("a folder");
        sandbox.done(["target", "add", name, "--to", &sandbox.arg(name), "--names", "{name}"]);
    }
    sandbox.done(["crl", "publish"]);
    let Some(mut hanging) = HangingFolder::over(&sandbox.path("mounted")) else { return };
    let served = serve(&sandbox);
    for _ in 0..2 {
        // The second is made while the first is on its way to where nobody answers.
        let out = sandbox.arg("own.crl");
        sandbox.done(["crl", "issue", "--ca", "issuing", "--out", &out]);
        wait_for(&sandbox, "pki", |target| crl_of_issuing(target)["published"] == newest(&sandbox).as_str());
    }
    assert!(is_newest_crl(&sandbox, &sandbox.read("pki/issuing.crl")));
    let begun = Instant::now();
    let refusal = sandbox.refused(["target", "test", "mounted"]);
    assert_eq!(refusal.code, "target_unreachable", "whoever asks is told: {refusal:?}");
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert_eq!(served.fetch("/ca/ca-2.cer", &[]).code, 200, "the service answers meanwhile");
    let begun = Instant::now();
    assert!(served.end(), "and ends when it is told to");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    // Nobody is there any more, and then what was there before.
    hanging.give_up();
    let served = serve(&sandbox);
    let failing = |target: &serde_json::Value| crl_of_issuing(target)["failures"].as_u64() > Some(0);
    wait_for(&sandbox, "mounted", failing);
    assert!(problems(&sandbox.done(["target", "show", "mounted"])).contains("“"), "it is said why");
    drop(hanging);
    assert!(!is_newest_crl(&sandbox, &sandbox.read("mounted/issuing.crl")));
    wait_for(&sandbox, "mounted", is_current);
    assert!(is_newest_crl(&sandbox, &sandbox.read("mounted/issuing.crl")));
    drop(served);
}
