//! nginx: the chain, the key, a server block.

use super::{Part, Served};

pub(super) fn parts(served: &Served<'_>) -> Vec<Part> {
    let stem = &served.stem;
    let hosts = served.hosts_or("_");
    let block = format!(
        "server {{
    listen 443 ssl;
    listen [::]:443 ssl;
    server_name {hosts};

    ssl_certificate     {stem}.chain.pem;
    ssl_certificate_key {stem}.key;
    ssl_protocols       TLSv1.2 TLSv1.3;
}}
"
    );
    let steps = format!(
        "{stem}.chain.pem   the certificate and its issuers
{stem}.key         the private key, in the clear: readable by root alone
nginx.conf         a server block to take over

1. Copy {stem}.chain.pem and {stem}.key beside nginx.conf of the server (/etc/nginx), the key with
   owner root and mode 0600. Relative names are looked for there.
2. Take the server block into your configuration.
3. nginx -t && nginx -s reload
"
    );
    vec![
        served.chain_part(format!("{stem}.chain.pem")),
        served.key_part(format!("{stem}.key")),
        Part::text("nginx.conf", block),
        served.readme("For nginx", &steps),
    ]
}
