"""Writes a request whose RSA key has the structure of CVE-2017-15361 (ROCA): roca_request.py OUT."""

import random
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID


def is_prime(n, rounds=24):
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for _ in range(rounds):
        x = pow(random.randrange(2, n - 1), d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


small = [p for p in range(2, 702) if all(p % q for q in range(2, int(p ** 0.5) + 1))][:126]
m = 1
for p in small:
    m *= p


def prime():
    # p = k·M + (65537^a mod M), as the affected library made them.
    low, high = (3 << 1022) // m + 1, (1 << 1024) // m - 1
    while True:
        candidate = random.randrange(low, high) * m + pow(65537, random.randrange(1 << 60), m)
        if all(candidate % q for q in range(3, 2000, 2)) and is_prime(candidate):
            return candidate


p, q, e = prime(), prime(), 65537
d = pow(e, -1, (p - 1) * (q - 1))
key = rsa.RSAPrivateNumbers(p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q),
                            rsa.RSAPublicNumbers(e, p * q)).private_key()
name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "roca.test")])
request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
open(sys.argv[1], "wb").write(request.public_bytes(serialization.Encoding.PEM))
print("{}")
