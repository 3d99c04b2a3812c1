//! The room Revocation, and what an authority's page says of its CRLs once it makes several.

use super::tour::{Tour, in_both_themes};
use chancery_tests::Peer;
use chancery_tests::window::{Desk, Role, part};
use std::fs;
use std::process::{Command, Stdio};

#[test]
fn revocation_is_without_barriers() {
    in_both_themes(|tour, desk, theme| {
        service(tour, desk, theme);
        publication(tour, desk, theme);
        others(tour);
        crls(tour);
    });
}

/// The first theme turns it on; the second finds it so.
fn service(tour: &mut Tour<'_>, desk: &Desk, theme: &str) {
    let window = tour.window;
    window.room("Revocation");
    if theme == "light" {
        window.button("Turn on…").press();
        let port = Peer::free_port();
        window.field("Address and port").fill(&format!("127.0.0.1:{port}"));
        window.checkbox(part("Encrypt with TLS")).press();
        window.choose("Certificate to use", part("intranet.corp.example"));
        tour.screen("service-turned-on");
        window.button("Save").press();
        window.no_dialog();
        window.sees("Nothing was asked within the last hour.");
        ask(desk, port);
        window.sees("in the busiest minute");
    } else {
        window.button("Change…").nth(0).press();
        tour.screen("service-change");
        tour.cancel();
        window.no_dialog();
    }
    window.sees("Listens on 127.0.0.1:");
    // It ends within its profile's threshold.
    window.sees("is to be renewed");
    tour.screen("service-on");
    window.link(part("Ends in")).nth(0).is_there();
    window.field("Name, id, serial number or fingerprint").fill("intranet.corp.example");
    window.button("Ask").press();
    window.sees("Example Issuing CA, in this vault");
    tour.screen("service-answers");
    window.button("Limits…").press();
    window.field("Proxies in front").fill("proxy.corp.example");
    window.button("Save").press();
    window.field("Proxies in front").wrong();
    tour.screen("service-limits-refused");
    window.field("Proxies in front").fill("10.0.0.7 10.1.0.0/16");
    window.button("Save").press();
    window.no_dialog();
    window.sees("Behind the proxies 10.0.0.7, 10.1.0.0/16");
}

/// Asks about the service's own certificate and about one that nobody issued, as openssl does.
fn ask(desk: &Desk, port: u16) {
    let [issuer, leaf, request] =
        ["issuer.pem", "leaf.pem", "request.der"].map(|name| desk.document(name).display().to_string());
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let server = format!("127.0.0.1:{port}");
    // What is shown, and who issued it, in this order.
    let shown = run("openssl", &["s_client", "-connect", &server, "-showcerts"]);
    let shown = String::from_utf8_lossy(&shown).into_owned();
    let mut certificates = shown.split("-----BEGIN CERTIFICATE-----").skip(1);
    for file in [&leaf, &issuer] {
        let body = certificates.next().and_then(|rest| rest.split("-----END").next()).expect("a certificate");
        fs::write(file, format!("-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----\n")).unwrap();
    }
    let url = format!("https://{server}/ocsp");
    for asked in [["-cert", &leaf], ["-serial", "0x1234567890"]] {
        let arguments = ["ocsp", "-issuer", &issuer, asked[0], asked[1], "-no_nonce", "-reqout", &request];
        run("openssl", &arguments);
        for _ in 0..7 {
            let body = format!("@{request}");
            let kind = "Content-Type: application/ocsp-request";
            let arguments =
                ["--silent", "--insecure", "--noproxy", "*", "--header", kind, "--data-binary", &body, &url];
            run("curl", &arguments);
        }
    }
}

fn publication(tour: &mut Tour<'_>, desk: &Desk, theme: &str) {
    let window = tour.window;
    let folder = desk.document(&format!("pki-{theme}"));
    fs::create_dir(&folder).unwrap();
    window.room("Revocation");
    window.button("Add a target…").press();
    window.field("Name").fill(&format!("Web server {theme}"));
    window.field("Address").fill("pki");
    window.button("Test").press();
    window.sees("Name the folder from the root on");
    tour.screen("publication-refused");
    window.field("Address").fill(&folder.display().to_string());
    window.button("Test").press();
    window.sees("Something can be put there.");
    tour.screen("publication-new");
    window.button("Add").press();
    window.no_dialog();
    window.sees("Up to date");
    tour.screen("revocation");
    fs::remove_dir_all(&folder).unwrap();
    window.button("Publish now").press();
    window.sees("Failing, tried again");
    tour.screen("revocation-failing");
    window.button(format!("Web server {theme}").as_str()).press();
    window.dialog(part("What is published at")).holds("There is no folder");
    tour.screen("publication-files");
    tour.back();
    window.button(format!("Remove Web server {theme}…").as_str()).press();
    window.dialog(part("Remove Web server")).is_there();
    tour.screen("publication-remove");
    window.button("Remove").press();
    window.no_dialog();
}

fn others(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.button("Change how others are asked").press();
    window.dialog("Certificates of others").is_there();
    tour.screen("watching-settings");
    tour.cancel();
    window.no_dialog();
}

fn crls(tour: &mut Tour<'_>) {
    let window = tour.window;
    window.room("Authorities");
    window.find(Role::TreeItem, part("Example Issuing CA")).press();
    window.button("Change…").nth(0).press();
    window.field("CRL URL").fill("http://pki.corp.example/issuing.crl");
    window.button("Save").press();
    window.no_dialog();
    window.tab("CRLs").press();
    window.button("Change which CRLs are made…").press();
    window.tick("Partition: a CRL for each shard of what it issues", true);
    window.tick("Two CRLs by reason", true);
    window.field("Delta CRLs valid for").fill("200");
    window.button("Save").press();
    window.field("Delta CRLs valid for").wrong();
    tour.screen("crl-rules-refused");
    window.field("Delta CRLs valid for").fill("24");
    window.button("Save").press();
    window.no_dialog();
    window.row("Delta").nth(0).is_there();
    tour.screen("crls-of-all-kinds");
}
