//! Signed code, documents and mail, and mail that is encrypted (CMS, RFC 5652).

use chancery_tests::{Judgement, Sandbox, openssl};

/// Signs with the key of a profile.
fn sign(sandbox: &Sandbox, profile: &str) {
    let [content, signature, signer, key, issuing] =
        ["content", "signature", &format!("{profile}.pem"), &format!("{profile}.key"), "issuing.pem"]
            .map(|name| sandbox.arg(name));
    let arguments = ["cms", "-sign", "-binary", "-in", &content, "-signer", &signer, "-inkey", &key];
    openssl([&arguments[..], &["-certfile", &issuing, "-outform", "DER", "-out", &signature]].concat())
        .accept(&format!("openssl signs with {profile}"));
}

/// Verifies what was signed, for a purpose as openssl names it.
fn verify(sandbox: &Sandbox, content: &str, purpose: &str, more: &[&str]) -> Judgement {
    let [content, signature, root] = [content, "signature", "root.pem"].map(|name| sandbox.arg(name));
    let what = ["cms", "-verify", "-binary", "-inform", "DER", "-in", &signature, "-content", &content];
    let anchor = if more.contains(&"-CAfile") { Vec::new() } else { vec!["-CAfile", &root] };
    openssl([&what[..], &["-purpose", purpose, "-out", "/dev/null"], &anchor[..], more].concat())
}

#[test]
fn what_is_signed_is_verified_until_the_signer_is_revoked() {
    let sandbox = Sandbox::with_authorities();
    sandbox.write("content", "what is signed\n");
    sandbox.write("changed", "what is signed!\n");
    let crls = sandbox.arg("crls.pem");
    for (profile, key) in [
        ("code-signing", "ecdsa-p256"),
        ("code-signing", "rsa-3072"),
        ("document-signing", "ecdsa-p384"),
        ("smime", "ecdsa-p256"),
        ("smime", "rsa-2048"),
    ] {
        let issued = sandbox.issue_under(profile, key);
        sandbox.write_crls();
        sign(&sandbox, profile);
        let checked = ["-CAfile", &crls, "-crl_check_all"];
        verify(&sandbox, "content", "any", &checked).accept(profile);
        verify(&sandbox, "changed", "any", &checked).refuse(&format!("{profile}: it was changed after it was signed"));
        // Among openssl's purposes there is none for code or documents: GnuTLS judges these.
        let as_mail = verify(&sandbox, "content", "smimesign", &[]);
        assert_eq!(as_mail.accepted, profile == "smime", "{profile} as mail: {}", as_mail.text());
        if profile == "smime" {
            verify(&sandbox, "content", "smimesign", &["-verify_email", "ada@example.test"]).accept("it is from Ada");
            verify(&sandbox, "content", "smimesign", &["-verify_email", "bo@example.test"]).refuse("and not from Bo");
        }
        sandbox.revoke_issued(&issued);
        let refused = verify(&sandbox, "content", "any", &checked).refuse(profile);
        assert!(refused.text().contains("certificate revoked"), "{profile}: {}", refused.text());
    }
}

#[test]
fn mail_is_encrypted_to_a_certificate_and_read_with_its_key_alone() {
    let sandbox = Sandbox::with_authorities();
    sandbox.write("content", "for Ada alone\n");
    for key in ["ecdsa-p256", "rsa-2048"] {
        let issued = ["smime", "client-auth"].map(|profile| sandbox.issue_under(profile, key));
        let [content, sealed, opened] = ["content", "sealed", "opened"].map(|name| sandbox.arg(name));
        let [to, own, others] = ["smime.pem", "smime.key", "client-auth.key"].map(|name| sandbox.arg(name));
        let encrypt = ["cms", "-encrypt", "-binary", "-aes-256-cbc", "-in", &content, "-outform", "DER"];
        openssl([&encrypt[..], &["-out", &sealed, &to]].concat()).accept("openssl encrypts to it");
        assert!(!sandbox.read("sealed").windows(7).any(|w| w == b"for Ada"), "{key}");
        let decrypt = ["cms", "-decrypt", "-binary", "-inform", "DER", "-in", &sealed, "-out", &opened, "-recip", &to];
        openssl([&decrypt[..], &["-inkey", &own]].concat()).accept("Ada reads it");
        assert_eq!(sandbox.read_text("opened"), "for Ada alone\n");
        openssl([&decrypt[..], &["-inkey", &others]].concat()).refuse("nobody else does");
        let ids = issued.iter().map(|issued| issued["id"].as_str().expect("an id"));
        sandbox.done(["cert", "revoke"].into_iter().chain(ids).chain(["--reason", "superseded"]));
    }
}
