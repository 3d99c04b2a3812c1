//! HAProxy: certificate, issuers and key in one file, and a frontend.

use super::{Part, Served};
use zeroize::Zeroizing;

pub(super) fn parts(served: &Served<'_>) -> Vec<Part> {
    let stem = &served.stem;
    let (chain, key) = (served.chain_pem(), served.key.pkcs8_pem());
    // Room for all of it before: what is outgrown would stay in memory.
    let mut all = Zeroizing::new(Vec::with_capacity(chain.len() + key.len()));
    all.extend_from_slice(&chain);
    all.extend_from_slice(key.as_bytes());
    let frontend = format!(
        "frontend tls
    mode http
    timeout client 30s
    bind :443 ssl crt {stem}.pem alpn h2,http/1.1
    http-request return status 503 content-type text/plain string \"Name a default_backend instead of this line.\"
"
    );
    let steps = format!(
        "{stem}.pem    certificate, issuers and private key, in the clear: readable by root alone
haproxy.cfg   a frontend to take over

1. Copy {stem}.pem to where HAProxy looks for certificates (crt-base; Debian: /etc/ssl/private), owner
   root and mode 0600.
2. Take the line “bind” into your frontend.
3. haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy
"
    );
    vec![
        Part::secret(format!("{stem}.pem"), all),
        Part::text("haproxy.cfg", frontend),
        served.readme("For HAProxy", &steps),
    ]
}
