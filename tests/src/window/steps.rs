//! What many tests do on their way to what they are about.

use super::desk::Desk;
use super::locate::{Role, part};
use super::vaults::{ADA, Estate, PASSPHRASE};
use super::view::Window;

/// How first run is gone through.
#[derive(Debug, Clone, Copy)]
pub struct Founding {
    /// Tick “With a passphrase”.
    pub passphrase: bool,
    /// Tick “With this computer’s keychain”.
    pub keychain: bool,
}

impl<'desk> Window<'desk> {
    /// Opens a vault with web servers of these names, at the certificate of the first.
    #[track_caller]
    pub fn at_servers(desk: &'desk Desk, names: &[&str]) -> Self {
        drop(Estate::founded(&desk.vault()).with_servers(names));
        let window = Self::open(desk);
        window.sign_in();
        window.room("Certificates");
        window.row(names[0]).press();
        window
    }

    /// Types the passphrase into the sign-in and waits for the rooms.
    #[track_caller]
    pub fn sign_in(&self) {
        self.field("Passphrase").fill(PASSPHRASE);
        self.button("Open").press();
        self.find(Role::Navigation, "Rooms").is_there();
    }

    /// First run up to the recovery code: names, ways to open. Answers the code.
    #[track_caller]
    pub fn make_vault(&self, founding: Founding) -> String {
        self.heading("Name the vault and yourself").is_there();
        self.field("Vault name").fill("Example Corp");
        self.field("Your name").fill(ADA);
        self.button("Continue").press();
        self.heading("Choose how it opens").is_there();
        // Its box is ticked by itself once the keychain has answered.
        self.wait("the keychain has answered", || (!self.shows("Asking the keychain whether it can…")).then_some(()));
        self.tick("With this computer’s keychain", founding.keychain);
        self.tick("With a passphrase", founding.passphrase);
        if founding.passphrase {
            self.field("Passphrase").fill(PASSPHRASE);
            self.field("The passphrase again").fill(PASSPHRASE);
        }
        self.button("Create the vault").press();
        self.heading("Keep the recovery kit").is_there();
        // Shown in groups of five that stand apart by space alone.
        let code: Vec<char> =
            self.find(Role::Status, "Recovery code").content().chars().filter(|c| *c != ' ').collect();
        code.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-")
    }

    /// Sets a checkbox, which may be fixed already where it should be.
    #[track_caller]
    pub fn tick(&self, label: &str, wanted: bool) {
        let ticked = self.checkbox(label).is_ticked();
        if ticked != wanted {
            self.checkbox(label).press();
        }
    }

    /// Opens the issue form and fills in a web server’s name.
    #[track_caller]
    pub fn begin_certificate(&self, name: &str) {
        self.link("Issue certificate").press();
        self.heading("Issue certificate").is_there();
        self.field("Common name").fill(name);
    }

    /// Writes the file that an export dialog is open for.
    #[track_caller]
    pub fn export_to(&self, path: &std::path::Path) {
        self.field("Save as").fill(&path.display().to_string());
        self.button("Export").press();
        self.sees("Written");
        // The cross in the corner has the same name.
        self.button("Close").nth(1).press();
        self.dialog(part("Export")).is_gone();
    }
}
