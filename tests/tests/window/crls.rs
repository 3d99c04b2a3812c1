//! Which CRLs an authority makes is set on its page, and whoever revokes is told what comes of it.

use chancery_tests::window::{Desk, Estate, Keychain, Role, Window, part};

#[test]
fn deltas_and_shards_are_set_on_the_authoritys_page_and_the_revoke_dialog_says_what_will_happen() {
    let desk = Desk::new(Keychain::Absent);
    drop(Estate::founded(&desk.vault()).with_servers(&["www.corp.example"]));
    let window = Window::open(&desk);
    window.sign_in();
    window.room("Authorities");
    window.find(Role::TreeItem, part("Example Issuing CA")).press();
    refused_without_address(&window);
    give_address(&window);
    change(&window);
    revoke(&window);
}

fn rules(window: &Window<'_>) {
    window.tab("CRLs").press();
    window.button("Change which CRLs are made…").press();
    window.dialog("CRLs of Example Issuing CA").is_there();
}

fn refused_without_address(window: &Window<'_>) {
    rules(window);
    window.tick("Partition: a CRL for each shard of what it issues", true);
    window.button("Save").press();
    window.sees("Give the authority a CRL address first");
    window.button("Cancel").press();
    window.no_dialog();
}

fn give_address(window: &Window<'_>) {
    window.button("Change…").press();
    window.field("CRL URL").fill("http://pki.corp.example/issuing.crl");
    window.field("OCSP URL").fill("http://pki.corp.example/ocsp");
    window.button("Save").press();
    window.no_dialog();
}

fn change(window: &Window<'_>) {
    rules(window);
    window.tick("Partition: a CRL for each shard of what it issues", true);
    window.tick("Two CRLs by reason", true);
    window.field("Delta CRLs valid for").fill("200");
    window.button("Save").press();
    window.field("Delta CRLs valid for").wrong();
    window.field("Delta CRLs valid for").fill("24");
    window.field("Revocations collected for").fill("3");
    window.picture("crl-rules");
    window.button("Save").press();
    window.no_dialog();
    window.row("Delta").nth(0).is_there();
    for kind in ["Compromised keys", "Other reasons", "Shard 1"] {
        window.row(kind).nth(0).is_there();
    }
    window.sees("http://pki.corp.example/issuing-shard-1.crl");
    window.sees("0 of 16,384");
    window.picture("crls-side-by-side");
}

fn revoke(window: &Window<'_>) {
    window.room("Certificates");
    window.row("www.corp.example").press();
    window.button("Revoke…").press();
    window.sees("The delta CRL that says so goes out within 3 seconds");
    window.sees("OCSP answers so at once.");
    window.choose("Reason", part("Key compromise"));
    window.field(part("Type the certificate’s name")).fill("www.corp.example");
    window.picture("revoke-outlook");
    window.button("Revoke").press();
    window.sees("its CRL goes out within 3 seconds");
    window.button("Close").nth(1).press();
    window.dialog(part("Revoke")).is_gone();
    window.press(&["Escape"]);
    window.no_dialog();
    window.room("Authorities");
    window.find(Role::TreeItem, part("Example Issuing CA")).press();
    window.tab("CRLs").press();
    window.wait("the delta was not made", || {
        // One that is current, and among those so far the first one and the next.
        (window.text().matches("Delta").count() >= 3).then_some(())
    });
}
