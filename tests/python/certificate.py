"""Says what a certificate holds, as JSON: certificate.py FILE. Read by pyca/cryptography alone."""

import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes

BITS = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign"]


def value(extension):
    v = extension.value
    if isinstance(v, x509.KeyUsage):
        return [bit for bit in BITS if getattr(v, bit)]
    if isinstance(v, x509.ExtendedKeyUsage):
        return [usage.dotted_string for usage in v]
    if isinstance(v, x509.BasicConstraints):
        return {"ca": v.ca, "path_length": v.path_length}
    if isinstance(v, x509.SubjectAlternativeName):
        return [f"{type(name).__name__}:{name.value}" for name in v]
    if isinstance(v, x509.SubjectKeyIdentifier):
        return v.digest.hex()
    if isinstance(v, x509.AuthorityKeyIdentifier):
        return v.key_identifier.hex()
    if isinstance(v, x509.CRLDistributionPoints):
        return [name.value for point in v for name in point.full_name]
    if isinstance(v, x509.AuthorityInformationAccess):
        return [[access.access_method.dotted_string, access.access_location.value] for access in v]
    if isinstance(v, x509.NameConstraints):
        trees = lambda names: [f"{type(name).__name__}:{name.value}" for name in names or []]
        return {"permitted": trees(v.permitted_subtrees), "excluded": trees(v.excluded_subtrees)}
    if isinstance(v, x509.CertificatePolicies):
        return [[policy.policy_identifier.dotted_string, [qualifier(q) for q in policy.policy_qualifiers or []]]
                for policy in v]
    if isinstance(v, x509.TLSFeature):
        return [feature.name for feature in v]
    if isinstance(v, x509.OCSPNoCheck):
        return True
    if isinstance(v, x509.UnrecognizedExtension):
        return v.value.hex()
    return repr(v)


def qualifier(q):
    return q if isinstance(q, str) else q.explicit_text


certificate = x509.load_pem_x509_certificate(open(sys.argv[1], "rb").read())
names = {"2.5.29.15": "keyUsage", "2.5.29.37": "extKeyUsage", "2.5.29.19": "basicConstraints",
         "2.5.29.17": "subjectAltName", "2.5.29.14": "subjectKeyIdentifier", "2.5.29.35": "authorityKeyIdentifier",
         "2.5.29.31": "cRLDistributionPoints", "1.3.6.1.5.5.7.1.1": "authorityInfoAccess", "2.5.29.30": "nameConstraints"}
key = certificate.public_key()
print(json.dumps({
    "version": certificate.version.value,
    "serial": f"{certificate.serial_number:X}",
    "serialPositive": certificate.serial_number > 0,
    # As it is encoded: a leading zero octet counts.
    "serialOctets": certificate.serial_number.bit_length() // 8 + 1,
    "subject": certificate.subject.rfc4514_string(),
    "issuer": certificate.issuer.rfc4514_string(),
    "lifetimeSeconds": (certificate.not_valid_after_utc - certificate.not_valid_before_utc).total_seconds() + 1,
    "key": type(key).__name__,
    "keyBits": getattr(key, "key_size", None),
    "fingerprint": certificate.fingerprint(hashes.SHA256()).hex().upper(),
    "extensions": {names.get(e.oid.dotted_string, e.oid.dotted_string): {"critical": e.critical, "value": value(e)}
                   for e in certificate.extensions},
}))
