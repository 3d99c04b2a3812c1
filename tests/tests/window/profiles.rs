//! A profile designed in the form, used for the next certificate, and its limits felt.

use chancery_tests::openssl;
use chancery_tests::window::{Desk, Estate, Keychain, Role, Window};

#[test]
fn a_profile_is_designed_in_the_form_issues_with_its_rules_and_refuses_what_they_forbid() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()));
    let window = Window::open(&desk);
    window.sign_in();
    design(&window);
    issue(&window, &desk);
    limits(&window);
    change(&window);
}

fn design(window: &Window<'_>) {
    window.room("Profiles");
    window.link("Web server").is_there();
    window.link("New profile").press();
    window.field("Title").focused();
    window.types("Shop web servers");
    window.field("Name").fill("shop web");
    window.field("Name").described("is not a profile’s name");
    window.field("Name").fill("shop-web");
    window.field("Longest lifetime").fill("47");
    // What contradicts something else is told at its field, before anything is saved.
    window.field("Usual lifetime").wrong();
    window.button("Create profile").disabled();
    window.picture("profile-contradiction");
    window.field("Usual lifetime").fill("30");
    window.field("A renewal is due before the end by").fill("10");
    window.button("Add rule").press();
    window.field("Attribute").fill("O");
    window.press(&["Escape"]);
    window.choose("Is", "Always this value");
    window.field("Value").fill("Example Shop");
    window.field("Only within").fill("shop.example\n");
    let certificate = window.find(Role::Region, "What a certificate will look like");
    certificate.holds("sample.shop.example");
    certificate.holds("O=Example Shop");
    window.picture("profile-designed");
    window.button("Create profile").press();
    window.heading("Shop web servers").is_there();
}

fn issue(window: &Window<'_>, desk: &Desk) {
    window.link("Issue with it").press();
    window.heading("Issue certificate").is_there();
    window.field("Organisation (O)").described("Always this, by the profile.");
    window.field("Common name").fill("www.shop.example");
    window.button("Issue").press();
    window.heading("Issued").is_there();
    window.button("Export certificate…").press();
    let path = desk.document("shop.pem");
    window.export_to(&path);
    let path = path.display().to_string();
    let read = openssl(["x509", "-in", &path, "-noout", "-subject", "-nameopt", "RFC2253"]).accept("its subject");
    assert!(read.stdout.contains("O=Example Shop"), "{}", read.stdout);
    openssl(["x509", "-in", &path, "-noout", "-checkend", &(29 * 86_400).to_string()]).accept("the usual lifetime");
    openssl(["x509", "-in", &path, "-noout", "-checkend", &(31 * 86_400).to_string()]).refuse("and no longer");
}

fn limits(window: &Window<'_>) {
    window.button("Issue another").press();
    // What was chosen last is chosen again.
    window.field("Profile").holds("Shop web servers");
    window.field("Common name").fill("www.corp.example");
    window.field("Common name").described("shop.example only");
    window.button("Issue").disabled();
    window.picture("profile-refuses-a-name");
    window.field("Common name").fill("api.shop.example");
    window.button("Issue").enabled();
    window.field("Valid for").fill("48");
    window.field("Valid for").described("47 days");
    window.button("Issue").disabled();
}

fn change(window: &Window<'_>) {
    window.room("Profiles");
    window.link("Shop web servers").press();
    window.link("Edit").press();
    window.field("Longest lifetime").fill("35");
    let changes = window.find(Role::Region, "What a certificate will look like");
    changes.holds("Longest lifetime");
    window.button("Save as version 2").press();
    window.heading("Shop web servers").is_there();
    window.link("changes from v1").press();
    window.sees("1 difference");
    window.row("Longest lifetime").holds("35 days");
    window.picture("profile-versions-compared");
    window.room("Audit log");
    window.row("shop-web").nth(0).is_there();
}
