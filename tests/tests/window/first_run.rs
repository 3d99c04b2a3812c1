//! From nothing to a certificate that is issued, used, revoked and accounted for, by somebody who has never seen it.

use chancery_tests::openssl;
use chancery_tests::window::{Desk, Estate, Founding, Keychain, Role, Window, part};
use std::fs;
use std::path::Path;

#[test]
fn a_newcomer_founds_issues_exports_revokes_and_reads_it_all_in_the_audit_log() {
    let desk = Desk::new(Keychain::Absent);
    let window = Window::open(&desk);
    the_kit_is_saved_before_going_on(&window, &desk);
    both_authorities_are_founded_in_one_step(&window);
    the_form_shows_what_it_will_sign_and_objects_at_the_field(&window);
    what_is_exported_is_what_openssl_reads(&window, &desk);
    search_finds_it_and_the_drawer_tells_about_it(&window);
    revoking_takes_care(&window);
    the_crl_makes_openssl_refuse_it(&window, &desk);
    the_audit_log_tells_all_of_it(&window);
}

fn the_kit_is_saved_before_going_on(window: &Window<'_>, desk: &Desk) {
    let code = window.make_vault(Founding { passphrase: true, keychain: false });
    assert_eq!(code.split('-').count(), 8, "eight groups: {code}");
    let kit = desk.document("chancery-recovery-kit.txt");
    window.field("Save the kit as a text file to print").holds(&kit.display().to_string());
    window.button("Continue").disabled();
    window.button("Save kit").press();
    window.sees("Saved to");
    assert!(fs::read_to_string(&kit).unwrap().contains(&code), "the kit holds the code");
    window.checkbox("I have stored it where I will find it and others won’t").press();
    window.button("Continue").press();
}

fn both_authorities_are_founded_in_one_step(window: &Window<'_>) {
    window.heading("Create your first authority").is_there();
    window.field("Organisation").fill("Example Corp");
    window.field("Country").fill("DE");
    window.sees("Example Corp Root CA");
    window.sees("Example Corp Issuing CA");
    window.button("Create both authorities").press();
    window.heading("Issue your first certificate").is_there();
    window.button("Open the issue form").press();
}

fn the_form_shows_what_it_will_sign_and_objects_at_the_field(window: &Window<'_>) {
    window.heading("Issue certificate").is_there();
    window.field("Common name").fill("www.corp.example");
    let preview = window.find(Role::Region, "What will be signed").nth(0);
    preview.holds("CN=www.corp.example");
    preview.holds("Example Corp Issuing CA");
    let names = window.field("DNS names");
    names.type_in("no_such!name");
    window.press(&["Enter"]);
    names.described("no_such!name");
    window.button("Issue").disabled();
    window.press(&["Backspace"]);
    names.type_in("shop.corp.example");
    window.press(&["Enter"]);
    preview.holds("shop.corp.example");
    window.field("Owner").fill("Web team");
    window.choose("Environment", "Production");
    window.picture("issue-filled");
    window.button("Issue").press();
    window.heading("Issued").is_there();
    window.sees("www.corp.example is valid until");
}

fn what_is_exported_is_what_openssl_reads(window: &Window<'_>, desk: &Desk) {
    window.button("Export certificate…").press();
    window.export_to(&desk.document("www.pem"));
    window.button("Export chain…").press();
    window.export_to(&desk.document("www-chain.pem"));
    window.button("Export PKCS#12…").press();
    window.field("Passphrase").fill("carried by hand");
    window.field("Passphrase again").fill("carried by hand");
    window.export_to(&desk.document("www.p12"));

    let certificate = desk.document("www.pem");
    let said = openssl(["x509", "-in", &text(&certificate), "-noout", "-text"]).accept("the certificate is read");
    for fact in ["CN = www.corp.example", "DNS:shop.corp.example", "TLS Web Server Authentication"] {
        assert!(said.stdout.contains(fact), "{fact} is in {}", said.stdout);
    }
    let chain = desk.document("www-chain.pem");
    assert_eq!(fs::read_to_string(&chain).unwrap().matches("BEGIN CERTIFICATE").count(), 3, "leaf, issuing, root");
    let pkcs12 = text(&desk.document("www.p12"));
    let opened = ["pkcs12", "-in", &pkcs12, "-passin", "pass:carried by hand", "-nodes"];
    let said = openssl(opened).accept("the PKCS#12 file opens with its passphrase");
    assert!(said.stdout.contains("BEGIN PRIVATE KEY"), "the key is in it");
    openssl(["pkcs12", "-in", &pkcs12, "-passin", "pass:wrong", "-noout"]).refuse("another passphrase opens nothing");
}

fn search_finds_it_and_the_drawer_tells_about_it(window: &Window<'_>) {
    window.room("Certificates");
    window.row("Example Corp Root CA").nth(0).is_there();
    window.field("Search certificates").fill("shop.corp");
    window.row("Example Corp Root CA").is_gone();
    window.sees("1 certificate");
    window.row("www.corp.example").press();
    let drawer = window.dialog("www.corp.example");
    drawer.holds("Web team");
    for (tab, tells) in [
        ("Names", "shop.corp.example"),
        ("Extensions", "Key usage"),
        ("Chain", "Example Corp Root CA"),
        ("History", "www.corp.example"),
        ("PEM", "-----BEGIN CERTIFICATE-----"),
        ("Overview", "in this vault, exportable"),
    ] {
        window.tab(tab).press();
        drawer.holds(tells);
    }
}

fn revoking_takes_care(window: &Window<'_>) {
    window.button("Revoke…").press();
    let dialog = window.dialog("Revoke www.corp.example");
    dialog.holds("will be refused wherever revocation is checked");
    window.button("Cancel").focused();
    window.button("Revoke").disabled();
    window.choose("Reason", part("Key compromise"));
    dialog.holds("This cannot be undone.");
    window.button("Revoke").disabled();
    window.field(part("Type the certificate’s name to confirm")).fill("www.corp.example");
    window.picture("revoke");
    window.button("Revoke").press();
    dialog.holds("1 certificate revoked");
    dialog.holds("CRL 2 is issued");
    window.button("Close").nth(1).press();
    dialog.is_gone();
    window.dialog("www.corp.example").holds("Revoked");
    window.press(&["Escape"]);
    window.no_dialog();
    window.row("www.corp.example").holds("Revoked");
}

fn the_crl_makes_openssl_refuse_it(window: &Window<'_>, desk: &Desk) {
    window.room("Authorities");
    window.find(Role::TreeItem, part("Example Corp Issuing CA")).press();
    window.tab("CRLs").press();
    window.row("Full").nth(0).holds("1");
    window.button("Export CRL…").press();
    window.radio(part("CRL, PEM")).press();
    let crl = desk.document("issuing.crl.pem");
    window.export_to(&crl);

    let certificate = text(&desk.document("www.pem"));
    let chain = text(&desk.document("www-chain.pem"));
    let trust = ["verify", "-CAfile", &chain];
    openssl(trust.into_iter().chain([certificate.as_str()])).accept("the chain holds");
    let checked = ["-crl_check", "-CRLfile", &text(&crl), &certificate].map(str::to_owned);
    let said = openssl(trust.map(str::to_owned).into_iter().chain(checked)).refuse("it is on the CRL");
    assert!(said.text().contains("certificate revoked"), "{}", said.text());
}

fn the_audit_log_tells_all_of_it(window: &Window<'_>) {
    window.room("Audit log");
    window.sees("This is the beginning of the log.");
    let mut told = window.names(Role::Row);
    told.remove(0);
    told.reverse();
    let story = [
        "Vault “Example Corp” created",
        "Authority “Example Corp Root CA” founded",
        "Authority “Example Corp Issuing CA” founded",
        "CRL 1 of Example Corp Issuing CA issued",
        "Certificate for www.corp.example issued by Example Corp Issuing CA",
        "Certificate for www.corp.example exported",
        "Private key of www.corp.example exported as PKCS#12, protected by a passphrase",
        "Certificate for www.corp.example revoked",
        "CRL 2 of Example Corp Issuing CA issued with 1 entry",
        "CRL 2 of Example Corp Issuing CA exported",
    ];
    let mut rest = told.iter();
    for part in story {
        assert!(rest.any(|event| event.contains(part)), "“{part}” has its place in {told:#?}");
    }
    window.button("Verify").press();
    window.sees("The log is unbroken");
    window.picture("audit-verified");
    window.press(&["Escape"]);
}

#[test]
fn every_number_of_the_dashboard_leads_to_exactly_the_certificates_it_counts() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::lived_in(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    window.heading("Dashboard").is_there();
    let tiles = ["Expired", "Within 7 days", "Within 30 days", "Within 90 days", "Active"];
    let mut counted = Vec::new();
    for tile in tiles {
        window.room("Dashboard");
        let link = window.link(part(tile)).nth(0);
        let number = number_in(&link.content());
        link.press();
        window.heading("Certificates").is_there();
        window.sees(&format!("{number} certificate"));
        let shown = if number == 0 { 0 } else { window.names(Role::Row).len() - 1 };
        assert_eq!(shown, number, "{tile} leads to as many as it says");
        counted.push(number);
    }
    assert!(counted.iter().all(|number| *number > 0), "the estate has some of each: {counted:?}");
}

/// The last number in a text.
fn number_in(text: &str) -> usize {
    let digits = |c: char| !c.is_ascii_digit();
    text.split(digits).rfind(|part| !part.is_empty()).unwrap_or_else(|| panic!("no number in {text}")).parse().unwrap()
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
