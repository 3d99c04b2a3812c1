//! Windows and IIS: a PFX file, and the PowerShell that takes it in.

use super::{Part, Served};
use crate::Result;
use chancery_pki::CertificateDer;

pub(super) fn parts(served: &Served<'_>, passphrase: &str) -> Result<Vec<Part>> {
    let stem = &served.stem;
    // Nothing of the certificate's own words: the file's name is plain.
    let script = format!(
        "# Run as administrator. It asks for the passphrase of the PFX file.
$ErrorActionPreference = 'Stop'
$password = Read-Host -AsSecureString -Prompt 'Passphrase'
$certificate = Import-PfxCertificate -FilePath (Join-Path $PSScriptRoot '{stem}.pfx') `
    -CertStoreLocation Cert:\\LocalMachine\\My -Password $password

# Binds it to the default web site, port 443.
Import-Module WebAdministration
if (-not (Get-WebBinding -Name 'Default Web Site' -Protocol https)) {{
    New-WebBinding -Name 'Default Web Site' -Protocol https -Port 443
}}
(Get-WebBinding -Name 'Default Web Site' -Protocol https).AddSslCertificate($certificate.Thumbprint, 'My')
"
    );
    let root = served.issuers.last().map(CertificateDer::to_pem);
    let steps = format!(
        "{stem}.pfx    key, certificate and issuers under your passphrase: Windows Server 2019, Windows 10
              (1809) or newer. For older ones take the form pkcs12-compatible.
import.ps1    takes it into the machine's store and binds it to the default web site
root.cer      the root, for machines that do not trust it yet:
              Import-Certificate -FilePath root.cer -CertStoreLocation Cert:\\LocalMachine\\Root

1. Copy the folder to the server.
2. In PowerShell, as administrator: .\\import.ps1
3. Delete the folder from the server.
"
    );
    let mut parts = vec![
        Part::secret(format!("{stem}.pfx"), served.pkcs12(passphrase)?),
        // PowerShell and Windows' editors want it so.
        Part::text("import.ps1", script.replace('\n', "\r\n")),
    ];
    parts.extend(root.map(|pem| Part::text("root.cer", pem)));
    let readme = served.readme("For Windows and IIS", &steps);
    let text = String::from_utf8_lossy(&readme.content).replace('\n', "\r\n");
    parts.push(Part::text(readme.name, text));
    Ok(parts)
}
