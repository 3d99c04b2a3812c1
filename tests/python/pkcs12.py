"""Opens a PKCS#12 file and says what it holds, as JSON: pkcs12.py FILE PASSPHRASE."""

import json
import sys

from cryptography.hazmat.primitives.serialization import pkcs12

found = pkcs12.load_pkcs12(open(sys.argv[1], "rb").read(), sys.argv[2].encode())
assert found.key.public_key() == found.cert.certificate.public_key(), "the key is of another certificate"
print(json.dumps({
    "subject": found.cert.certificate.subject.rfc4514_string(),
    "name": found.cert.friendly_name.decode() if found.cert.friendly_name else None,
    "chain": [above.certificate.subject.rfc4514_string() for above in found.additional_certs],
}))
