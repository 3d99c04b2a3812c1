//! System packages, on Debian and Ubuntu.

use std::process::Command;

use crate::checkout::Checkout;
use crate::error::{Error, Result};
use crate::{process, say};

/// What the window and the C libraries under it are compiled against.
pub(crate) const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libdbus-1-dev",
    "libayatana-appindicator3-dev",
];

/// What shows a window where there is no display, and takes its picture.
pub(crate) const VIRTUAL_DISPLAY: &[&str] = &["xvfb", "dbus", "imagemagick"];

/// The real peers that tests are judged by.
pub(crate) const PEERS: &[&str] = &[
    "webkit2gtk-driver",
    "gnome-keyring",
    "libsecret-tools",
    "gnutls-bin",
    "openssl",
    "openjdk-17-jre-headless",
    "openssh-client",
    "nginx",
    // Without the package that makes a service of it.
    "apache2-bin",
    "haproxy",
    "postgresql",
    // Without the package that makes a service of it.
    "tomcat10-common",
    "curl",
    // Where CRLs are published. Each is run by the tests alone, with a configuration of its own.
    "openssh-server",
    "slapd",
    "ldap-utils",
    "python3-venv",
];

/// Installs those of `packages` that are missing, where that is possible and allowed.
///
/// # Errors
/// [`Error::Missing`] with the exact command, where it takes rights that this process hasn't got.
pub(crate) fn ensure(checkout: &Checkout, packages: &[&[&str]]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let wanted = packages.concat();
    if !process::exists("dpkg-query") || !process::exists("apt-get") {
        say::note("System packages are installed here on Debian and Ubuntu only.");
        say::note(&format!("On this system, have the equivalents of: {}", wanted.join(" ")));
        return Ok(());
    }
    let missing: Vec<&str> = wanted.into_iter().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let Some(privilege) = Privilege::held() else {
        return Err(Error::Missing {
            what: format!("These system packages are missing: {}", missing.join(" ")),
            remedy: format!(
                "Installing them takes root. Run this, then try again:\n\n    \
                 sudo apt-get update && sudo apt-get install --yes --no-install-recommends {}",
                missing.join(" ")
            ),
        });
    };
    say::note(&format!("Installing system packages: {}", missing.join(" ")));
    process::run(privilege.apt_get(checkout).args(["update", "-qq"]))?;
    process::run(
        privilege.apt_get(checkout).args(["install", "--yes", "-qq", "--no-install-recommends"]).args(&missing),
    )
}

/// How this process may install packages.
#[derive(Debug, Clone, Copy)]
enum Privilege {
    Root,
    /// sudo that asks no question.
    Sudo,
}

impl Privilege {
    fn held() -> Option<Self> {
        let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
        if root {
            Some(Self::Root)
        } else if process::succeeds(Command::new("sudo").args(["-n", "true"])) {
            Some(Self::Sudo)
        } else {
            None
        }
    }

    fn apt_get(self, checkout: &Checkout) -> Command {
        let mut command = match self {
            Self::Root => checkout.command("env"),
            Self::Sudo => {
                let mut command = checkout.command("sudo");
                command.args(["-n", "env"]);
                command
            }
        };
        // Another package run may hold the lock for a while, as on a machine that just started.
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=180"]);
        command
    }
}

fn is_installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .output()
        .is_ok_and(|found| found.status.success() && found.stdout == b"installed")
}
