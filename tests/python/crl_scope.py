"""Checks a CRL against its issuer and says what it is about, as JSON: crl_scope.py CRL(DER) ISSUER."""

import json
import sys

from cryptography import x509

crl = x509.load_der_x509_crl(open(sys.argv[1], "rb").read())
issuer = x509.load_pem_x509_certificate(open(sys.argv[2], "rb").read())
assert crl.is_signature_valid(issuer.public_key()), "the signature does not hold"


def find(kind):
    try:
        return crl.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None


def urls(names):
    return None if names is None else [name.value for name in names]


scope, base, freshest = find(x509.IssuingDistributionPoint), find(x509.DeltaCRLIndicator), find(x509.FreshestCRL)
for critical in (scope, base):
    assert critical is None or critical.critical, "who does not know it must not use the CRL"
assert freshest is None or not freshest.critical
reasons = scope and scope.value.only_some_reasons
print(json.dumps({
    "number": find(x509.CRLNumber).value.crl_number,
    "octets": len(open(sys.argv[1], "rb").read()),
    "made": int(crl.last_update_utc.timestamp()),
    "hours": (crl.next_update_utc - crl.last_update_utc).total_seconds() / 3600,
    "places": scope and urls(scope.value.full_name),
    "reasons": reasons and sorted(reason.value for reason in reasons),
    "base": base and base.value.crl_number,
    "freshest": freshest and [urls(point.full_name) for point in freshest.value],
    "entries": {
        f"{entry.serial_number:X}": next(
            (e.value.reason.value for e in entry.extensions if isinstance(e.value, x509.CRLReason)), None
        )
        for entry in crl
    },
}))
