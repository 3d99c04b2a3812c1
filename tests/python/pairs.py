"""Judges files of many forms in one go: pairs.py SECRET, with a JSON list of [form, path] on standard input.

Prints for each the public key as PEM, whether its private key is there, and how many certificates. Java keystores are
taken apart here by what Sun published of their form (KeyProtector); everything else is read by `cryptography`.
"""

import hashlib
import json
import struct
import sys

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12

from formats import judged_jwk, pem_of

SECRET = sys.argv[1].encode()


def of(key=None, certificates=(), public=None):
    if key is not None:
        public = key.public_key()
    if certificates and public is not None:
        assert pem_of(certificates[0].public_key()) == pem_of(public), "the first certificate is the key's"
    if public is None:
        public = certificates[0].public_key()
    return {"public": pem_of(public), "private": key is not None, "chain": len(certificates)}


def private_pem(octets):
    protected = b"ENCRYPTED" in octets
    return of(serialization.load_pem_private_key(octets, SECRET if protected else None))


def pem(octets):
    if b"BEGIN PUBLIC KEY" in octets:
        return of(public=serialization.load_pem_public_key(octets))
    return of(certificates=x509.load_pem_x509_certificates(octets))


def der(octets):
    try:
        return of(certificates=[x509.load_der_x509_certificate(octets)])
    except ValueError:
        return of(public=serialization.load_der_public_key(octets))


def keystore12(octets, password):
    found = pkcs12.load_pkcs12(octets, password)
    more = [entry.certificate for entry in found.additional_certs]
    return of(found.key, ([found.cert.certificate] if found.cert else []) + more)


def wide(password):
    return password.decode().encode("utf-16-be")


def unprotected(sealed):
    """The key of an entry: a stream of SHA-1 over the password, checked by one more (JDK, sun.security.provider)."""
    algorithm = bytes.fromhex("060a2b060104012a02110101")
    at = sealed.index(b"\x04", sealed.index(algorithm) + len(algorithm))
    length = sealed[at + 1]
    at += 2
    if length & 0x80:
        length, at = int.from_bytes(sealed[at : at + (length & 0x7F)], "big"), at + (length & 0x7F)
    content = sealed[at : at + length]
    digest, body, check = content[:20], content[20:-20], content[-20:]
    key = bytearray()
    while len(key) < len(body):
        digest = hashlib.sha1(wide(SECRET) + digest).digest()
        key += bytes(a ^ b for a, b in zip(body[len(key) : len(key) + 20], digest))
    assert hashlib.sha1(wide(SECRET) + bytes(key)).digest() == check, "the key is whole"
    return serialization.load_der_private_key(bytes(key), None)


def java(octets):
    body, check = octets[:-20], octets[-20:]
    assert hashlib.sha1(wide(SECRET) + b"Mighty Aphrodite" + body).digest() == check, "the keystore is whole"
    magic, version, count = struct.unpack(">III", body[:12])
    assert (magic, version) == (0xFEEDFEED, 2)
    at, key, certificates = 12, None, []

    def take(form):
        nonlocal at
        (length,) = struct.unpack_from(form, body, at)
        at += struct.calcsize(form) + length
        return body[at - length : at]

    for _ in range(count):
        (kind,) = struct.unpack_from(">I", body, at)
        at += 4
        take(">H")
        at += 8
        chain = 1
        if kind == 1:
            key = unprotected(take(">I"))
            (chain,) = struct.unpack_from(">I", body, at)
            at += 4
        for _ in range(chain):
            assert take(">H") == b"X.509"
            certificates.append(x509.load_der_x509_certificate(take(">I")))
    assert at == len(body), "nothing follows"
    return of(key, certificates)


def web(octets):
    found = json.loads(octets)
    (key,) = found.get("keys", [found])
    return judged_jwk(key)


FORMS = {
    "pem": pem,
    "der": der,
    "chain": pem,
    "key": private_pem,
    "pkcs1": private_pem,
    "sec1": private_pem,
    "pkcs12": lambda octets: keystore12(octets, SECRET),
    "pkcs12-compatible": lambda octets: keystore12(octets, SECRET),
    "pkcs12-unprotected": lambda octets: keystore12(octets, None),
    "pkcs7": lambda octets: of(certificates=pkcs7.load_der_pkcs7_certificates(octets)),
    "jks": java,
    "jwk": web,
    "jwks": web,
    "jwk-private": web,
    "openssh": lambda octets: of(public=serialization.load_ssh_public_key(octets.splitlines()[0])),
}

found = []
for form, path in json.load(sys.stdin):
    try:
        found.append(FORMS[form](open(path, "rb").read()))
    except Exception as error:
        found.append({"form": form, "path": path, "refused": f"{type(error).__name__}: {error}"})
print(json.dumps(found))
