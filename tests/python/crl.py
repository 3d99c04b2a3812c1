"""Checks a CRL against its issuer and says what it holds, as JSON: crl.py CRL(DER) ISSUER."""

import json
import sys

from cryptography import x509

crl = x509.load_der_x509_crl(open(sys.argv[1], "rb").read())
issuer = x509.load_pem_x509_certificate(open(sys.argv[2], "rb").read())
assert crl.issuer == issuer.subject, "the CRL is of another issuer"
assert crl.is_signature_valid(issuer.public_key()), "the signature does not hold"
extension = lambda kind: crl.extensions.get_extension_for_class(kind)
key_id = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
assert extension(x509.AuthorityKeyIdentifier).value.key_identifier == key_id, "another key is named"
number = extension(x509.CRLNumber)
assert not number.critical


def reason(entry):
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except x509.ExtensionNotFound:
        return None


print(json.dumps({
    "number": number.value.crl_number,
    "days": (crl.next_update_utc - crl.last_update_utc).days,
    "extensions": sorted(e.oid.dotted_string for e in crl.extensions),
    "entries": {f"{entry.serial_number:X}": reason(entry) for entry in crl},
}))
