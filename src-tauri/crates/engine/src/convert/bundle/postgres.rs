//! PostgreSQL: the names that it looks for by itself.

use super::{Part, Served};
use chancery_pki::pem_bundle;

pub(super) fn parts(served: &Served<'_>) -> Vec<Part> {
    let configuration = "ssl = on
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
ssl_min_protocol_version = 'TLSv1.2'
# To ask clients for certificates of the same authorities, with “clientcert” in pg_hba.conf:
#ssl_ca_file = 'root.crt'
";
    let steps = "server.crt       the certificate and its issuers
server.key       the private key, in the clear: for the user postgres alone
root.crt         the authorities, for clients (sslrootcert) and for checking clients
postgresql.conf  the lines to take over

1. Copy server.crt, server.key and root.crt into the data folder, the key with owner postgres and mode
   0600: PostgreSQL refuses it otherwise.
2. Take the lines into postgresql.conf.
3. SELECT pg_reload_conf();
";
    let mut parts = vec![served.chain_part("server.crt"), served.key_part("server.key")];
    let issuers = if served.issuers.is_empty() { served.chain } else { served.issuers };
    parts.push(Part::text("root.crt", pem_bundle(issuers)));
    parts.push(Part::text("postgresql.conf", configuration));
    parts.push(served.readme("For PostgreSQL", steps));
    parts
}
