//! LDAP: OpenLDAP's slapd, read with its own ldapsearch.

use super::{crl_of_issuing, is_current, is_newest_crl, newest, problems, revoke, serve, vault, wait_for};
use chancery_tests::{Outcome, Peer, Sandbox, openssl};
use std::fs;
use std::process::Command;

const BASE: &str = "dc=example,dc=test";
const ADMIN: &str = "cn=admin,dc=example,dc=test";

/// slapd with an empty branch for authorities.
fn slapd(sandbox: &Sandbox, port: u16) -> Peer {
    let folder = sandbox.folder().display();
    let database = sandbox.path("ldap");
    let fresh = !database.exists();
    let configuration = format!(
        "include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n\
         pidfile {folder}/slapd.pid\nargsfile {folder}/slapd.args\n\
         TLSCertificateFile {folder}/localhost.chain.pem\nTLSCertificateKeyFile {folder}/localhost.key\n\
         database mdb\nmaxsize 67108864\nsuffix \"{BASE}\"\nrootdn \"{ADMIN}\"\nrootpw velvet\ndirectory {folder}/ldap\n\
         access to * by * read\n"
    );
    let file = sandbox.write("slapd.conf", configuration);
    if fresh {
        fs::create_dir(&database).expect("a folder");
        let entries = format!(
            "dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n\n\
             dn: ou=PKI,{BASE}\nobjectClass: organizationalUnit\nou: PKI\n\n\
             dn: cn=root,ou=PKI,{BASE}\nobjectClass: applicationProcess\ncn: root\n"
        );
        let entries = sandbox.write("entries.ldif", entries);
        let added = Command::new("/usr/sbin/slapadd").args(["-f", &file, "-l", &entries]).output().expect("slapadd");
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    }
    let url = format!("ldap://127.0.0.1:{port}");
    Peer::run(Command::new("/usr/sbin/slapd").args(["-f", &file, "-h", &url, "-d", "0"]), port)
}

fn add(sandbox: &Sandbox, port: u16, password: &str, more: &[&str]) -> Outcome {
    let secret = sandbox.write("secret", password);
    let address = format!("ldap://127.0.0.1:{port}/cn={{name}},ou=PKI,{BASE}");
    let arguments = ["target", "add", "directory", "--to", &address, "--as", ADMIN, "--secret-file", &secret];
    sandbox.run(arguments.iter().chain(more))
}

/// The value of an attribute, as ldapsearch reads it.
fn read(sandbox: &Sandbox, port: u16, entry: &str, attribute: &str) -> Vec<u8> {
    let folder = sandbox.arg("values");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("a folder");
    let output = Command::new("ldapsearch")
        .args(["-x", "-LLL", "-H", &format!("ldap://127.0.0.1:{port}"), "-b", entry, "-s", "base", "-t", "-T", &folder])
        .arg(attribute)
        .output()
        .expect("ldapsearch is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut values = fs::read_dir(&folder).expect("it can be read");
    let value = values.next().unwrap_or_else(|| panic!("{entry} has no {attribute}")).expect("a file").path();
    assert!(values.next().is_none(), "one value alone");
    fs::read(value).expect("it can be read")
}

#[test]
fn a_directory_gets_crl_and_certificate_as_attributes_of_an_entry() {
    let sandbox = vault();
    sandbox.issue_as("issuing", "web-server", "localhost", &["--ip", "127.0.0.1"]);
    let port = Peer::free_port();
    let peer = slapd(&sandbox, port);
    let root = sandbox.arg("root.pem");
    let untrusted = add(&sandbox, port, "velvet", &[]).refused();
    assert_eq!(untrusted.code, "target_unreachable", "nobody vouches for it: {untrusted:?}");
    let wrong = add(&sandbox, port, "anchor", &["--trust", &root]).refused();
    assert_eq!(wrong.code, "target_refused", "{wrong:?}");
    add(&sandbox, port, "velvet", &["--trust", &root]).done();
    let served = serve(&sandbox);
    wait_for(&sandbox, "directory", is_current);
    // An entry that was there, which was not yet let have such attributes, and one that was not there.
    for name in ["root", "issuing"] {
        let entry = format!("cn={name},ou=PKI,{BASE}");
        let certificate = read(&sandbox, port, &entry, "cACertificate;binary");
        let file = sandbox.write("there.cer", certificate);
        openssl(["verify", "-CAfile", &root, &file]).accept("it is the authority’s certificate");
    }
    let entry = format!("cn=issuing,ou=PKI,{BASE}");
    assert!(is_newest_crl(&sandbox, &read(&sandbox, port, &entry, "certificateRevocationList;binary")));
    // Down, and back.
    drop(peer);
    revoke(&sandbox);
    let target = wait_for(&sandbox, "directory", |target| crl_of_issuing(target)["failures"].as_u64() > Some(0));
    assert!(problems(&target).contains("cannot be reached"), "{target}");
    let _peer = slapd(&sandbox, port);
    wait_for(&sandbox, "directory", |target| crl_of_issuing(target)["published"] == newest(&sandbox).as_str());
    assert!(is_newest_crl(&sandbox, &read(&sandbox, port, &entry, "certificateRevocationList;binary")));
    drop(served);
}

#[test]
fn crls_that_are_parts_of_one_have_entries_of_their_own_below_the_authoritys() {
    let sandbox = vault();
    sandbox.issue_as("issuing", "web-server", "localhost", &["--ip", "127.0.0.1"]);
    let rules =
        ["--crl-url", "http://pki.example.test/issuing.crl", "--crl-partitioned", "true", "--crl-by-reason", "true"];
    sandbox.done(["ca", "change", "issuing"].into_iter().chain(rules).chain(["--delta-hours", "12"]));
    sandbox.issue("issuing", "shop.example.test");
    sandbox.done(["cert", "revoke", "shop.example.test", "--reason", "key-compromise"]);
    sandbox.done(["crl", "issue", "--due"]);
    let port = Peer::free_port();
    let _peer = slapd(&sandbox, port);
    add(&sandbox, port, "velvet", &["--in-the-clear", "--ca", "issuing"]).done();
    let told = sandbox.done(["crl", "publish"])["published"].to_string();
    assert!(told.contains(&format!("cn=shard-1,cn=issuing,ou=PKI,{BASE}")), "{told}");
    assert!(is_current(&sandbox.done(["target", "show", "directory"])));
    let own = format!("cn=issuing,ou=PKI,{BASE}");
    let of_kind = |kind: &str| {
        let out = sandbox.arg("kind.crl");
        sandbox.done(["crl", "export", "--ca", "issuing", "--kind", kind, "--out", &out, "--force"]);
        sandbox.read("kind.crl")
    };
    let attribute = "certificateRevocationList;binary";
    for kind in ["shard-1", "key-compromise", "other-reasons"] {
        let entry = format!("cn={kind},{own}");
        assert!(read(&sandbox, port, &entry, attribute) == of_kind(kind), "{kind}");
    }
    assert!(read(&sandbox, port, &own, attribute) == of_kind("full"));
    assert!(read(&sandbox, port, &own, "deltaRevocationList;binary") == of_kind("delta"));
    // Whoever looks for distribution points finds them, and nothing else, right below the authority.
    let search =
        ["-x", "-LLL", "-o", "ldif-wrap=no", "-s", "one", "-b", &own, "(objectClass=cRLDistributionPoint)", "dn"];
    let url = format!("ldap://127.0.0.1:{port}");
    let output = Command::new("ldapsearch").args(["-H", &url]).args(search).output().expect("ldapsearch is installed");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut found: Vec<&str> =
        found.lines().filter_map(|line| line.strip_prefix("dn: cn=")?.split(',').next()).collect();
    found.sort_unstable();
    assert_eq!(found, ["key-compromise", "other-reasons", "shard-1", "shard-2"]);
    // A shard's alone is made anew, and takes the place of the one before.
    let before = read(&sandbox, port, &format!("cn=shard-1,{own}"), attribute);
    sandbox.issue("issuing", "gone.example.test");
    sandbox.done(["cert", "revoke", "gone.example.test", "--reason", "superseded"]);
    sandbox.done(["crl", "issue", "--due"]);
    sandbox.done(["crl", "publish", "--due"]);
    let after = read(&sandbox, port, &format!("cn=shard-1,{own}"), attribute);
    assert!(after != before && after == of_kind("shard-1"));
}

#[test]
fn without_tls_only_when_somebody_said_so_and_only_where_there_is_an_entry() {
    let sandbox = vault();
    sandbox.issue_as("issuing", "web-server", "localhost", &["--ip", "127.0.0.1"]);
    let port = Peer::free_port();
    let _peer = slapd(&sandbox, port);
    let secret = sandbox.write("secret", "velvet");
    let lost = format!("ldap://127.0.0.1:{port}/cn={{name}},ou=Lost,{BASE}");
    let arguments = ["target", "add", "x", "--to", &lost, "--as", ADMIN, "--secret-file", &secret, "--in-the-clear"];
    assert_eq!(sandbox.refused(arguments).code, "not_published", "there is nothing above it");
    let shared = format!("ldap://127.0.0.1:{port}/cn=pki,ou=PKI,{BASE}");
    let arguments = ["target", "add", "x", "--to", &shared, "--as", ADMIN, "--secret-file", &secret, "--in-the-clear"];
    assert_eq!(sandbox.refused(arguments).field.as_deref(), Some("address"), "two would share an entry");
    add(&sandbox, port, "velvet", &["--in-the-clear"]).done();
    sandbox.done(["crl", "publish"]);
    let entry = format!("cn=issuing,ou=PKI,{BASE}");
    assert!(is_newest_crl(&sandbox, &read(&sandbox, port, &entry, "certificateRevocationList;binary")));
}
