"""Checks each signature of a chain: chain.py LEAF ISSUER ... ROOT. With `--server NAME` first, as a TLS client does."""

import json
import sys

from cryptography import x509
from cryptography.x509 import verification

arguments = sys.argv[1:]
server = None
if arguments[0] == "--server":
    server, arguments = arguments[1], arguments[2:]
chain = [x509.load_pem_x509_certificate(open(path, "rb").read()) for path in arguments]
for below, above in zip(chain, chain[1:] + chain[-1:]):
    below.verify_directly_issued_by(above)
if server:
    store = verification.Store([chain[-1]])
    verifier = verification.PolicyBuilder().store(store).build_server_verifier(x509.DNSName(server))
    verifier.verify(chain[0], chain[1:-1])
print(json.dumps(len(chain)))
