"""Asks a responder about a certificate in every way and reads the answers, as JSON: ocsp.py URL ISSUER CERTIFICATE."""

import base64
import json
import sys
import urllib.request

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

url, issuer, certificate = sys.argv[1:]
issuer = x509.load_pem_x509_certificate(open(issuer, "rb").read())
certificate = x509.load_pem_x509_certificate(open(certificate, "rb").read())
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def request(nonce=None, algorithm=hashes.SHA1()):
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, algorithm)
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(serialization.Encoding.DER)


def post(der):
    asked = urllib.request.Request(f"{url}/ocsp", der, {"Content-Type": "application/ocsp-request"})
    return opener.open(asked, timeout=20).read()


def checked(der):
    answer = ocsp.load_der_ocsp_response(der)
    assert answer.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL, answer.response_status
    (responder,) = answer.certificates
    responder.verify_directly_issued_by(issuer)
    key = responder.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(answer.signature_hash_algorithm))
    assert answer.this_update_utc <= answer.next_update_utc
    return answer


plain = post(request())
answer = checked(plain)
got = opener.open(f"{url}/ocsp/" + urllib.request.quote(base64.b64encode(request()).decode(), safe=""), timeout=20)
cacheable = all(got.headers[name] for name in ("Last-Modified", "Expires")) and "max-age=" in got.headers["Cache-Control"]
nonce = bytes(range(32))
with_nonce = checked(post(request(nonce)))
by_sha256 = checked(post(request(algorithm=hashes.SHA256())))
responder = answer.certificates[0]
key_usage = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
responder.extensions.get_extension_for_class(x509.OCSPNoCheck)
assert list(key_usage) == [ExtendedKeyUsageOID.OCSP_SIGNING]
key_hash = x509.SubjectKeyIdentifier.from_public_key(responder.public_key()).digest
print(json.dumps({
    "status": answer.certificate_status.name,
    "reason": answer.revocation_reason and answer.revocation_reason.value,
    "by_key": answer.responder_key_hash == key_hash and answer.responder_name is None,
    "delegated": ["OCSPSigning", "nocheck"],
    "get_is_post": got.read() == plain,
    "cacheable": cacheable,
    "nonce": with_nonce.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == nonce,
    "sha256": by_sha256.certificate_status.name,
}))
