"""Judges files of many forms with `cryptography` and the standard library: formats.py WHAT FILE…, the answer as JSON."""

import base64
import datetime
import hashlib
import json
import sys
import xml.etree.ElementTree as ET
import zipfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, rsa
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def padded(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def number(text):
    return int.from_bytes(unpadded(text), "big")


def pem_of(public):
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def make_ssh(public_path, out):
    """A public key as OpenSSH has it; ssh-keygen itself reads no Ed25519 key of others."""
    public = serialization.load_pem_public_key(open(public_path, "rb").read())
    line = public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    open(out, "wb").write(line + b" of Python\n")
    return True


def make_mldsa(key_out, certificate_out):
    """A key of ML-DSA-65 (FIPS 204) and a certificate that it signed itself, both PEM."""
    key = mldsa.MLDSA65PrivateKey.generate()
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "leaf.example.test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now)
    made = made.not_valid_after(now + datetime.timedelta(days=30)).sign(key, None)
    open(certificate_out, "wb").write(made.public_bytes(serialization.Encoding.PEM))
    open(key_out, "wb").write(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))
    return True


CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


def of_jwk(key):
    """Builds the key from its numbers: public, and private where it is."""
    if key["kty"] == "RSA":
        public = rsa.RSAPublicNumbers(number(key["e"]), number(key["n"]))
        if "d" in key:
            private = rsa.RSAPrivateNumbers(
                number(key["p"]), number(key["q"]), number(key["d"]), number(key["dp"]), number(key["dq"]),
                number(key["qi"]), public,
            ).private_key()
            return private.public_key(), private
        return public.public_key(), None
    if key["kty"] == "EC":
        public = ec.EllipticCurvePublicNumbers(number(key["x"]), number(key["y"]), CURVES[key["crv"]])
        if "d" in key:
            private = ec.EllipticCurvePrivateNumbers(number(key["d"]), public).private_key()
            return private.public_key(), private
        return public.public_key(), None
    public = ed25519.Ed25519PublicKey.from_public_bytes(unpadded(key["x"]))
    if "d" in key:
        private = ed25519.Ed25519PrivateKey.from_private_bytes(unpadded(key["d"]))
        assert pem_of(private.public_key()) == pem_of(public), "the parts fit together"
        return public, private
    return public, None


def judged_jwk(key):
    public, private = of_jwk(key)
    members = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}[key["kty"]]
    canonical = json.dumps({name: key[name] for name in members}, separators=(",", ":"), sort_keys=True)
    assert key["kid"] == padded(hashlib.sha256(canonical.encode()).digest()), "kid is the thumbprint of RFC 7638"
    chain = [x509.load_der_x509_certificate(base64.b64decode(text)) for text in key.get("x5c", [])]
    if chain:
        leaf = base64.b64decode(key["x5c"][0])
        assert key["x5t#S256"] == padded(hashlib.sha256(leaf).digest())
        assert pem_of(chain[0].public_key()) == pem_of(public), "the first certificate is the key's"
    return {"public": pem_of(public), "private": private is not None, "chain": len(chain)}


def jwk(path):
    found = json.load(open(path))
    return [judged_jwk(key) for key in found.get("keys", [found])]


def private_members(key):
    """What a JSON Web Key holds of a private key (RFC 7518 §6, RFC 8037 §2)."""
    def text(value, size=None):
        return padded(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.private_numbers()
        return {
            "kty": "RSA", "n": text(numbers.public_numbers.n), "e": text(numbers.public_numbers.e),
            "d": text(numbers.d), "p": text(numbers.p), "q": text(numbers.q), "dp": text(numbers.dmp1),
            "dq": text(numbers.dmq1), "qi": text(numbers.iqmp),
        }
    if isinstance(key, ed25519.Ed25519PrivateKey):
        public = key.public_key().public_bytes_raw()
        return {"kty": "OKP", "crv": "Ed25519", "x": padded(public), "d": padded(key.private_bytes_raw())}
    size, numbers = (key.curve.key_size + 7) // 8, key.private_numbers()
    return {
        "kty": "EC", "crv": f"P-{key.curve.key_size}", "x": text(numbers.public_numbers.x, size),
        "y": text(numbers.public_numbers.y, size), "d": text(numbers.private_value, size),
    }


def make_jwk(key_path, chain_path, out):
    key = serialization.load_pem_private_key(open(key_path, "rb").read(), None)
    chain = x509.load_pem_x509_certificates(open(chain_path, "rb").read())
    der = [certificate.public_bytes(serialization.Encoding.DER) for certificate in chain]
    json.dump({
        **private_members(key), "kid": "of Python", "use": "sig", "key_ops": ["sign"],
        "x5c": [base64.b64encode(octets).decode() for octets in der],
        "x5t#S256": padded(hashlib.sha256(der[0]).digest()),
    }, open(out, "w"))
    return True


def make_odd(out, name):
    """A self-signed certificate whose common name is whatever is in `name`, written as JSON."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, json.loads(name))])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now)
    made = made.not_valid_after(now + datetime.timedelta(days=30)).sign(key, hashes.SHA256())
    open(out, "wb").write(made.public_bytes(serialization.Encoding.PEM))
    open(out + ".key", "wb").write(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))
    return True


def bundle(path):
    return [c.subject.rfc4514_string() for c in pkcs7.load_der_pkcs7_certificates(open(path, "rb").read())]


def ssh(path):
    lines = open(path, "rb").read().splitlines()
    return [pem_of(serialization.load_ssh_public_key(line)) for line in lines]


def open_pkcs12(path):
    found = pkcs12.load_pkcs12(open(path, "rb").read(), None)
    assert pem_of(found.key.public_key()) == pem_of(found.cert.certificate.public_key())
    return {"name": found.cert.friendly_name.decode(), "chain": len(found.additional_certs)}


def archive(path):
    with zipfile.ZipFile(path) as found:
        assert found.testzip() is None, "every CRC is right"
        return {info.filename: oct(info.external_attr >> 16 & 0o777) for info in found.infolist()}


def sheet(path):
    """The cells of a spreadsheet as text; a formula is an error."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as found:
        assert found.testzip() is None
        shared = []
        if "xl/sharedStrings.xml" in found.namelist():
            shared = ["".join(si.itertext()) for si in ET.fromstring(found.read("xl/sharedStrings.xml"))]
        rows = []
        for row in ET.fromstring(found.read("xl/worksheets/sheet1.xml")).iter(space + "row"):
            cells = []
            for cell in row.iter(space + "c"):
                assert cell.find(space + "f") is None, "a cell is a formula"
                kind, value = cell.get("t"), "".join(cell.itertext())
                cells.append([kind or "n", shared[int(value)] if kind == "s" else value])
            rows.append(cells)
        return rows


JUDGES = {
    "jwk": jwk, "make-jwk": make_jwk, "make-odd": make_odd, "make-mldsa": make_mldsa, "make-ssh": make_ssh, "pkcs7": bundle, "ssh": ssh, "pkcs12": open_pkcs12, "zip": archive, "xlsx": sheet,
}
if __name__ == "__main__":
    print(json.dumps(JUDGES[sys.argv[1]](*sys.argv[2:])))
