"""Opens the archive of a batch's results: every certificate, and its key under the passphrase."""

import json
import sys
import zipfile

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

path, passphrase = sys.argv[1:]
with zipfile.ZipFile(path) as archive:
    assert archive.testzip() is None
    names = archive.namelist()
    assert len(names) == len(set(names)), names
    assert all(not name.startswith("/") and ".." not in name.split("/") for name in names), names
    keys = 0
    certificates = sorted(name for name in names if name.startswith("certificates/"))
    for name in certificates:
        certificate = x509.load_pem_x509_certificate(archive.read(name))
        file = "keys/" + name.removeprefix("certificates/").removesuffix(".pem") + ".key"
        if file in names:
            key = load_pem_private_key(archive.read(file), passphrase.encode())
            assert key.public_key() == certificate.public_key(), name
            keys += 1
    issuers = len(x509.load_pem_x509_certificates(archive.read("issuers.pem")))
print(json.dumps({"certificates": len(certificates), "keys": keys, "issuers": issuers}))
