"""Says of every OCSP and CRL file of the package `cryptography_vectors` what Python's `cryptography` reads in it.

Prints a JSON list: each with its name, path, kind, and facts or the error.
"""

import json
import pathlib

import cryptography_vectors
from cryptography import x509
from cryptography.x509 import ocsp

FOLDER = pathlib.Path(cryptography_vectors.__file__).parent / "x509"


def moment(time):
    return None if time is None else time.strftime("%Y-%m-%dT%H:%M:%SZ")


def request(data):
    found = ocsp.load_der_ocsp_request(data)
    nonces = [e.value.nonce for e in found.extensions if isinstance(e.value, x509.OCSPNonce)]
    return {"serial": format(found.serial_number, "X"), "nonce": nonces[0].hex() if nonces else None}


def response(data):
    found = ocsp.load_der_ocsp_response(data)
    facts = {"status": found.response_status.name}
    if found.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL:
        facts["producedAt"] = moment(found.produced_at_utc)
        facts["answers"] = [r.certificate_status.name for r in found.responses]
    return facts


def number(value):
    """In decimal, or beyond 64 bits as the octets stand."""
    if value < 1 << 64:
        return str(value)
    return "0x" + value.to_bytes(value.bit_length() // 8 + 1, "big").hex().upper()


def names_issuers(entries):
    try:
        return any(e.oid == x509.CRLEntryExtensionOID.CERTIFICATE_ISSUER for entry in entries for e in entry.extensions)
    except (ValueError, x509.DuplicateExtension):  # Some of these entries are odd on purpose.
        return None


def crl(data):
    load = x509.load_pem_x509_crl if data.startswith(b"-----") else x509.load_der_x509_crl
    found = load(data)
    numbers = [e.value.crl_number for e in found.extensions if isinstance(e.value, x509.CRLNumber)]
    entries = list(found)
    return {
        "entries": len(entries),
        "thisUpdate": moment(found.last_update_utc),
        "nextUpdate": moment(found.next_update_utc),
        "number": number(numbers[0]) if numbers else None,
        "serials": [format(entry.serial_number, "X") for entry in entries[:20]],
        "issuers": names_issuers(entries),
    }


def said(kind, file):
    try:
        return {"facts": kind(file.read_bytes())}
    except Exception as error:  # Whatever it is that it refuses it with.
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    files = [(request if "req" in f.name else response, f) for f in sorted((FOLDER / "ocsp").glob("*.der"))]
    custom = [f for f in sorted((FOLDER / "custom").iterdir()) if "crl_" in f.name[:4] or f.name.endswith("_crl.pem")]
    files += [(crl, f) for f in custom + sorted((FOLDER / "PKITS_data" / "crls").glob("*.crl"))]
    print(json.dumps([{"name": f.name, "path": str(f), "kind": k.__name__, **said(k, f)} for k, f in files]))


main()
