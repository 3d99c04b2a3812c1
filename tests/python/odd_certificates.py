"""Writes self-signed certificates with odd names: odd_certificates.py OUT. Prints how many."""

import datetime
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odd_names import NAMES

now = datetime.datetime.now(datetime.timezone.utc)
with open(sys.argv[1], "wb") as out:
    for text in NAMES:
        key = ec.generate_private_key(ec.SECP256R1())
        attributes = [NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME]
        name = x509.Name([x509.NameAttribute(kind, text) for kind in attributes])
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=9))
        if text.isascii():
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(text)]), False)
        certificate = builder.sign(key, hashes.SHA256())
        out.write(certificate.public_bytes(serialization.Encoding.PEM))
print(json.dumps(len(NAMES)))
