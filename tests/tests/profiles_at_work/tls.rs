//! Servers and clients that know each other by their certificates (RFC 8446 §4.4.2): openssl on both sides, then nginx
//! and curl.

use chancery_tests::{Judgement, PROFILES, Peer, Sandbox, curl, judge};

/// Profiles for servers with profiles for clients, and the kind of their keys.
const PAIRS: [(&str, &str, &str); 4] = [
    ("web-server", "client-auth", "rsa-2048"),
    ("vpn-gateway", "vpn-client", "ecdsa-p384"),
    ("internal-service", "workload", "ed25519"),
    ("workload", "internal-service", "ecdsa-p256"),
];

/// The host's name that is in the certificate of a profile.
fn host_of(profile: &str) -> &'static str {
    PROFILES.iter().find(|(known, ..)| *known == profile).map(|(_, name, _)| *name).expect("a profile")
}

/// Says hello to a server with the certificate of a profile, and hears it backwards if both trust each other.
fn hello(sandbox: &Sandbox, server: &Peer, host: &str, client: &str, more: &[&str]) -> Judgement {
    let at = format!("127.0.0.1:{}", server.port);
    let [root, chain, key] =
        ["root.pem", &format!("{client}.chain.pem"), &format!("{client}.key")].map(|name| sandbox.arg(name));
    let trust =
        ["20", "openssl", "s_client", "-connect", &at, "-quiet", "-verify_return_error", "-verify_hostname", host];
    let own = ["-cert", &chain, "-cert_chain", &chain, "-key", &key];
    let anchor = if more.contains(&"-CAfile") { Vec::new() } else { vec!["-CAfile", &root] };
    judge("timeout", [&trust[..], &own[..], &anchor[..], more].concat(), b"hello\nCLOSE\n")
}

#[test]
fn servers_and_clients_of_openssl_trust_each_other_until_one_is_revoked() {
    let sandbox = Sandbox::with_authorities();
    sandbox.write_crls();
    let crls = sandbox.arg("crls.pem");
    for (server, client, key) in PAIRS {
        let host = host_of(server);
        let issued = [server, client].map(|profile| sandbox.issue_under(profile, key));
        let heard = |said: &Judgement| said.stdout.contains("olleh");
        let both = |why: &str| {
            let checked = ["-crl_check_all"];
            let peer = Peer::openssl(&sandbox, server, "crls.pem", &checked);
            let said = hello(&sandbox, &peer, host, client, &["-CAfile", &crls, "-crl_check_all"]);
            (heard(&said), format!("{server} and {client}, {why}: {}", said.text()))
        };
        let (trusted, said) = both("neither revoked");
        assert!(trusted, "{said}");
        let peer = Peer::openssl(&sandbox, server, "root.pem", &[]);
        let said = hello(&sandbox, &peer, "other.example.test", client, &[]);
        assert!(!heard(&said), "{server} is for its own name alone: {}", said.text());
        if server == "web-server" {
            let said = hello(&sandbox, &peer, host, server, &[]);
            assert!(!heard(&said), "a server's certificate makes no client: {}", said.text());
            let peer = Peer::openssl(&sandbox, client, "root.pem", &[]);
            let said = hello(&sandbox, &peer, client, client, &[]);
            assert!(!heard(&said) && said.text().contains("unsuitable certificate purpose"), "{}", said.text());
        }
        // The client first: the server refuses it. Then both: the client does not even get so far.
        sandbox.revoke_issued(&issued[1]);
        let (trusted, said) = both("the client revoked");
        assert!(!trusted && said.contains("alert certificate revoked"), "{said}");
        sandbox.revoke_issued(&issued[0]);
        let (trusted, said) = both("both revoked");
        assert!(!trusted && said.contains("verify error:num=23:certificate revoked"), "{said}");
    }
}

#[test]
fn nginx_asks_clients_for_a_certificate_and_takes_it_until_it_is_revoked() {
    let sandbox = Sandbox::with_authorities();
    sandbox.issue_under("web-server", "ecdsa-p256");
    sandbox.issue_under("code-signing", "ecdsa-p256");
    let client = sandbox.issue_under("client-auth", "rsa-2048");
    sandbox.write_crls();
    let lines = format!(
        "ssl_client_certificate {}; ssl_crl {}; ssl_verify_client on; ssl_verify_depth 3;",
        sandbox.arg("root.pem"),
        sandbox.arg("crls.pem"),
    );
    let host = host_of("web-server");
    let fetch = |server: &Peer, client: Option<&str>| {
        let files = client.map(|client| ["chain.pem", "key"].map(|kind| sandbox.arg(&format!("{client}.{kind}"))));
        let own: Vec<&str> =
            files.iter().flat_map(|[chain, key]| ["--cert", chain.as_str(), "--key", key.as_str()]).collect();
        let (trusted, said) = curl(&sandbox, host, server.port, "root.pem", &own);
        assert!(trusted, "the server is trusted whatever it thinks of the client: {said}");
        said
    };
    let server = Peer::nginx(&sandbox, "web-server", &lines);
    assert_eq!(fetch(&server, Some("client-auth")), "served");
    assert!(fetch(&server, None).contains("No required SSL certificate was sent"));
    let said = fetch(&server, Some("code-signing"));
    assert!(said.contains("The SSL certificate error"), "a signer of code is no client: {said}");
    drop(server);
    sandbox.revoke_issued(&client);
    let server = Peer::nginx(&sandbox, "web-server", &lines);
    let said = fetch(&server, Some("client-auth"));
    assert!(said.contains("The SSL certificate error"), "it is on the CRL: {said}");
}
