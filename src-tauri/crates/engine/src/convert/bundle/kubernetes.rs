//! Kubernetes: a Secret of the type `kubernetes.io/tls`.

use super::super::names::object_name;
use super::{Part, Served};
use chancery_pki::pem_bundle;
use data_encoding::BASE64;
use zeroize::Zeroizing;

pub(super) fn parts(served: &Served<'_>) -> Vec<Part> {
    let name = object_name(&format!("{}-tls", served.stem));
    let head = format!(
        "apiVersion: v1
kind: Secret
metadata:
  name: {name}
type: kubernetes.io/tls
data:
  tls.crt: {}
",
        BASE64.encode(&served.chain_pem())
    );
    let authority = match served.issuers {
        [] => String::new(),
        issuers => format!("  ca.crt: {}\n", BASE64.encode(pem_bundle(issuers).as_bytes())),
    };
    let key = served.key.pkcs8_pem();
    // Room for all of it before: what is outgrown would stay in memory.
    let room = head.len() + authority.len() + BASE64.encode_len(key.len()) + 32;
    let mut manifest = Zeroizing::new(String::with_capacity(room));
    manifest.push_str(&head);
    manifest.push_str(&authority);
    manifest.push_str("  tls.key: ");
    BASE64.encode_append(key.as_bytes(), &mut manifest);
    manifest.push('\n');
    let steps = format!(
        "secret.yaml   a Secret “{name}” with tls.crt, tls.key and, where it is known, ca.crt. The key is in it
              as good as in the clear.

1. kubectl apply -n NAMESPACE -f secret.yaml
2. Name the Secret in an Ingress (spec.tls.secretName), a Gateway or a volume.
3. Delete the file.
"
    );
    vec![
        Part::secret("secret.yaml", Zeroizing::new(manifest.as_bytes().to_vec())),
        served.readme("For Kubernetes", &steps),
    ]
}
