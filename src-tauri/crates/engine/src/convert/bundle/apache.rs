//! Apache httpd 2.4: the chain, the key, a virtual host.

use super::{Part, Served};

pub(super) fn parts(served: &Served<'_>) -> Vec<Part> {
    let stem = &served.stem;
    let names = match served.hosts.split_first() {
        None => String::new(),
        Some((first, rest)) => {
            let aliases: String = rest.iter().map(|host| format!("    ServerAlias {host}\n")).collect();
            // A wildcard is no server's own name.
            match first.contains('*') {
                true => format!("    ServerAlias {first}\n{aliases}"),
                false => format!("    ServerName {first}\n{aliases}"),
            }
        }
    };
    let host = format!(
        "<VirtualHost *:443>
{names}    SSLEngine on
    SSLProtocol -all +TLSv1.2 +TLSv1.3
    SSLCertificateFile    \"ssl/{stem}.chain.pem\"
    SSLCertificateKeyFile \"ssl/{stem}.key\"
</VirtualHost>
"
    );
    let steps = format!(
        "{stem}.chain.pem   the certificate and its issuers
{stem}.key         the private key, in the clear: readable by root alone
apache.conf        a virtual host to take over

1. Copy {stem}.chain.pem and {stem}.key into the folder ssl below the server's root (Debian:
   /etc/apache2/ssl, Red Hat: /etc/httpd/ssl), the key with owner root and mode 0600.
2. Take the virtual host into your configuration; mod_ssl must be loaded (Debian: a2enmod ssl).
3. apachectl configtest && apachectl graceful

Apache 2.4.8 or newer: older ones want the issuers in a SSLCertificateChainFile.
"
    );
    vec![
        served.chain_part(format!("{stem}.chain.pem")),
        served.key_part(format!("{stem}.key")),
        Part::text("apache.conf", host),
        served.readme("For Apache httpd", &steps),
    ]
}
