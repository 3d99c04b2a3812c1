"""Writes a request for the odd name of this number: odd_request.py NUMBER OUT. Prints "done" after the last."""

import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from odd_names import NAMES

number = int(sys.argv[1])
if number >= len(NAMES):
    print(json.dumps("done"))
    sys.exit()
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAMES[number])])
request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
with open(sys.argv[2], "wb") as out:
    out.write(request.public_bytes(serialization.Encoding.PEM))
print(json.dumps(number))
