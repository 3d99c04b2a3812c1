//! Verifying trust, finding by finding, converting what was dropped.

use chancery_tests::openssl;
use chancery_tests::window::{Desk, Estate, KEY_PASSPHRASE, Keychain, Window, part};

#[test]
fn trust_in_somebody_elses_certificate_is_verified_with_files_for_a_moment() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::at_work(&desk));
    let path = |name: &str| desk.document(name).display().to_string();
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Inspector");
    window.field("File").fill(&path("came-back.pem"));
    window.button("Inspect").press();
    window.button("Verify…").press();
    window.button("Verify").press();
    window.sees("Not trusted.");
    window.field("Files of trusted certificates").type_in(&format!("{}\n", path("outside.pem")));
    window.button("Verify").press();
    window.sees("Trusted:");
    window.button("More evidence").press();
    window.field("Files of CRLs").type_in(&format!("{}\n", path("outside.crl")));
    window.button("Verify").press();
    window.sees("It is not revoked");
    window.picture("verified-with-crl");
    window.field("As of").fill("2001-02-03 04:05");
    window.button("Verify").press();
    window.sees("Not trusted.");
    window.field("As of").fill("2001-02-30 04:05");
    window.press(&["Tab"]);
    window.field("As of").wrong();
    window.button("Verify").disabled();
}

#[test]
fn a_finding_leads_to_all_certificates_that_have_it() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::lived_in(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Certificates");
    window.row("api.corp.example").nth(0).press();
    window.tab("Lint").press();
    window.link("All with this finding").nth(0).press();
    window.row("ledger.corp.example").is_there();
    window.row("Example Root CA").is_gone();
    window.picture("found-by-finding");
}

#[test]
fn a_keystore_is_converted_in_the_inspector_with_the_care_that_a_key_needs() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::at_work(&desk));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Inspector");
    window.field("File").fill(&desk.document("keystore.p12").display().to_string());
    window.button("Inspect").press();
    window.field("Passphrase").fill(KEY_PASSPHRASE);
    window.button("Unlock").press();
    window.sees("2 things found");
    window.button("Save as…").press();
    window.radio(part("Private key, PKCS#8")).press();
    window.button("Save").disabled();
    let other = "quite another passphrase";
    window.field("Passphrase").fill(other);
    window.field("Passphrase again").fill(other);
    let key = desk.document("converted.pem").display().to_string();
    window.field("Save as").fill(&key);
    window.button("Save").press();
    window.sees("Written");
    window.picture("inspector-saved");
    let pass = format!("pass:{other}");
    let ours = openssl(["pkey", "-in", &key, "-passin", &pass, "-pubout"]).accept("the key is read").stdout;
    let from = desk.document("outside.key").display().to_string();
    let theirs = openssl(["pkey", "-in", &from, "-pubout"]).accept("the key it was made from").stdout;
    assert_eq!(ours, theirs, "it is the same key");
    openssl(["pkey", "-in", &key, "-passin", "pass:a wrong one"]).refuse("and it is encrypted");
    window.button("Export another form").press();
    window.radio(part("Private key, PKCS#1")).is_there();
    window.radio(part("Private key, SEC 1")).press();
    window.sees("Anyone who can read the file can then use the key.");
    window.button("Save in the clear").is_there();
}
