"""Makes certificates in a folder for a table of questions about trust, prints the table as JSON, and what Python's
`cryptography` says of those that it has a verifier for.

usage: trust_chains.py FOLDER
"""

import datetime
import ipaddress
import json
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID as EKU
from cryptography.x509.oid import NameOID, ObjectIdentifier
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

FOLDER = pathlib.Path(sys.argv[1])
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
DAY = datetime.timedelta(days=1)
PURPOSES = {
    "server": EKU.SERVER_AUTH,
    "client": EKU.CLIENT_AUTH,
    "code-signing": EKU.CODE_SIGNING,
    "email": EKU.EMAIL_PROTECTION,
}
serial = 1000


def name(common_name):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Corp"), x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


class Party:
    """A key and the certificates for it."""

    def __init__(self, common_name, curve=ec.SECP256R1()):
        self.name = name(common_name)
        self.key = ec.generate_private_key(curve)
        self.certificate = None

    def certify(self, subject, ca=False, path_length=None, begin=-10, end=365, usage=None, purposes=None, names=None,
                constraints=None, extra=None, digest=None, basic=True):
        """A certificate of this party for a subject, which may be itself."""
        global serial
        serial += 1
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject.name)
            .issuer_name(self.name)
            .public_key(subject.key.public_key())
            .serial_number(serial)
            .not_valid_before(NOW + begin * DAY)
            .not_valid_after(NOW + end * DAY)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(subject.key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False)
        )
        if basic:
            builder = builder.add_extension(x509.BasicConstraints(ca, path_length), True)
        bits = usage or (["key_cert_sign", "crl_sign"] if ca else ["digital_signature"])
        every = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
                 "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
        builder = builder.add_extension(x509.KeyUsage(**{bit: bit in bits for bit in every}), True)
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), False)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), False)
        if constraints:
            builder = builder.add_extension(constraints, True)
        if extra:
            builder = builder.add_extension(*extra)
        certificate = builder.sign(self.key, digest or hashes.SHA256())
        if subject.certificate is None:
            subject.certificate = certificate
        return certificate

    def crl(self, *revoked, begin=-1, end=30):
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.name)
            .last_update(NOW + begin * DAY)
            .next_update(NOW + end * DAY)
            .add_extension(x509.CRLNumber(7), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False)
        )
        for certificate in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(NOW - 2 * DAY)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self.key, hashes.SHA256())


def dns(*hosts):
    return [x509.DNSName(host) for host in hosts]


def permit(*names):
    return x509.NameConstraints(list(names), None)


def exclude(*names):
    return x509.NameConstraints(None, list(names))


CASES = []


def case(title, leaf, trust, between=(), host=None, purpose=None, at=NOW, crls=(), trusted=True, why=None):
    """Writes the files of a question and notes it."""
    number = len(CASES)

    def write(kind, things):
        path = FOLDER / f"{number}-{kind}.pem"
        path.write_bytes(b"".join(thing.public_bytes(serialization.Encoding.PEM) for thing in things))
        return path.name

    CASES.append({
        "title": title,
        "leaf": write("leaf", [leaf]),
        "trust": write("trust", trust),
        "intermediates": write("between", between) if between else None,
        "chain": write("chain", [leaf, *between]),
        "crls": write("crl", crls) if crls else None,
        "host": host,
        "purpose": purpose,
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "epoch": int(at.timestamp()),
        "now": at == NOW,
        "trusted": trusted,
        "why": why,
        # It knows no CRLs.
        "python": None if crls else python_says(leaf, trust, between, host, purpose, at),
    })


def python_says(leaf, trust, between, host, purpose, at):
    """Whether Python's verifier accepts it; None where it has no such question."""
    if purpose not in ("server", "client") or (purpose == "server" and host is None):
        return None
    builder = PolicyBuilder().store(Store(trust)).time(at.replace(tzinfo=None))
    try:
        if purpose == "server":
            try:
                subject = x509.IPAddress(ipaddress.ip_address(host))
            except ValueError:
                subject = x509.DNSName(host)
            builder.build_server_verifier(subject).verify(leaf, list(between))
        else:
            builder.build_client_verifier().verify(leaf, list(between))
        return True
    except VerificationError:
        return False


root = Party("Root")
root.certify(root, ca=True, begin=-1000, end=3650)
issuing = Party("Issuing CA", ec.SECP384R1())
root.certify(issuing, ca=True, path_length=0, end=1825)
R, I = [root.certificate], [issuing.certificate]
SERVER = dict(host="www.corp.example", purpose="server")


def leaf(issuer=issuing, **settings):
    settings.setdefault("names", dns("www.corp.example"))
    settings.setdefault("purposes", [EKU.SERVER_AUTH])
    return issuer.certify(Party("www.corp.example"), **settings)


def authority(title, issuer=root, **settings):
    party = Party(title)
    settings.setdefault("ca", True)
    settings.setdefault("end", 1825)
    issuer.certify(party, **settings)
    return party


# Names of hosts.
case("a server below an intermediate", leaf(), R, I, **SERVER)
case("another host", leaf(), R, I, host="mail.corp.example", purpose="server", trusted=False, why="host")
wild = leaf(names=dns("*.corp.example"))
case("a wildcard", wild, R, I, **SERVER)
case("a wildcard two labels up", wild, R, I, host="a.www.corp.example", purpose="server", trusted=False, why="host")
case("a wildcard and its parent", wild, R, I, host="corp.example", purpose="server", trusted=False, why="host")
partial = leaf(names=dns("w*.corp.example"))
case("a wildcard within a label", partial, R, I, **SERVER, trusted=False, why="host")
by_address = leaf(names=[x509.IPAddress(ipaddress.ip_address("192.0.2.7"))])
case("an address", by_address, R, I, host="192.0.2.7", purpose="server")
case("another address", by_address, R, I, host="192.0.2.8", purpose="server", trusted=False, why="host")
case("the same address in IPv6's clothes", by_address, R, I, host="::ffff:192.0.2.7", purpose="server", trusted=False, why="host")
case("an address as a DNS name", leaf(names=dns("192.0.2.7")), R, I, host="192.0.2.7", purpose="server", trusted=False, why="host")
case("a common name alone", leaf(names=None), R, I, **SERVER, trusted=False, why="host")
case("capitals", leaf(names=dns("WWW.Corp.Example")), R, I, **SERVER)

# Time.
case("expired", leaf(begin=-100, end=-1), R, I, **SERVER, trusted=False, why="validity")
case("expired, asked for then", leaf(begin=-100, end=-1), R, I, **SERVER, at=NOW - 5 * DAY)
case("not yet valid", leaf(begin=5, end=50), R, I, **SERVER, trusted=False, why="validity")
ended = authority("Ended CA", begin=-500, end=-5)
case("below an authority that ended", leaf(ended), R, [ended.certificate], **SERVER, trusted=False, why="validity")
old = Party("Old Root")
old.certify(old, ca=True, begin=-1000, end=-3)
case("below a root that ended", leaf(old), [old.certificate], **SERVER, trusted=False, why="validity")

# Who signed it.
case("the intermediate is missing", leaf(), R, **SERVER, trusted=False, why="anchor")
other_root = Party("Other Root")
other_root.certify(other_root, ca=True)
case("another root", leaf(), [other_root.certificate], I, **SERVER, trusted=False, why="anchor")
impostor = Party("Issuing CA")
case("signed by an impostor", leaf(impostor), R, I, **SERVER, trusted=False, why="signature")
namesake = Party("Root")
namesake.certify(namesake, ca=True)
case("a root of the same name", leaf(root), [namesake.certificate], **SERVER, trusted=False, why="signature")
case("two roots of the same name", leaf(root), [namesake.certificate, root.certificate], **SERVER)
itself = Party("www.corp.example")
itself.certify(itself, names=dns("www.corp.example"), purposes=[EKU.SERVER_AUTH])
case("self-signed", itself.certificate, R, **SERVER, trusted=False, why="anchor")
case("self-signed and trusted", itself.certificate, [itself.certificate], **SERVER)
case("an intermediate as what is trusted", leaf(), I, **SERVER)

# Authorities.
no_authority = authority("No CA", ca=False, usage=["digital_signature", "key_cert_sign"])
case("below an end entity", leaf(no_authority), R, [no_authority.certificate], **SERVER, trusted=False, why="basic-constraints")
unsaid = authority("Unsaid CA", basic=False)
case("below one without basic constraints", leaf(unsaid), R, [unsaid.certificate], **SERVER, trusted=False, why="basic-constraints")
too_deep = authority("Too Deep CA", issuer=issuing)
case("deeper than the path length", leaf(too_deep), R, [too_deep.certificate, *I], **SERVER, trusted=False, why="path-length")
deep = authority("Deep CA", path_length=1)
deeper = authority("Deeper CA", issuer=deep, path_length=0)
case("as deep as the path length", leaf(deeper), R, [deeper.certificate, deep.certificate], **SERVER)
signs_crls = authority("CRL Only CA", usage=["crl_sign"])
case("below one that may not sign", leaf(signs_crls), R, [signs_crls.certificate], **SERVER, trusted=False, why="key-usage")
unknown = (x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"), True)
case("a critical extension nobody knows", leaf(extra=unknown), R, I, **SERVER, trusted=False, why="extensions")
case("an extension nobody knows", leaf(extra=(unknown[0], False)), R, I, **SERVER)
odd = authority("Odd CA", extra=unknown)
case("a critical extension above", leaf(odd), R, [odd.certificate], **SERVER, trusted=False, why="extensions")

# Several ways up.
cross = Party("Issuing CA")
cross.key = issuing.key
ended_cross = root.certify(cross, ca=True, begin=-500, end=-5)
case("two intermediates, one ended", leaf(), R, [ended_cross, *I], **SERVER)
one, two = Party("Loop A"), Party("Loop B")
two_by_one, one_by_two = one.certify(two, ca=True), two.certify(one, ca=True)
case("a loop", leaf(one), R, [two_by_one, one_by_two], **SERVER, trusted=False, why="anchor")
way_out = root.certify(two, ca=True)
case("a loop with a way out", leaf(one), R, [two_by_one, one_by_two, way_out], **SERVER)
mesh = [Party(f"Mesh {number}") for number in range(7)]
meshed = [one.certify(other, ca=True, end=2000) for one in mesh for other in mesh if one is not other]
case("a mesh with a way out", leaf(mesh[0]), R, [*meshed, root.certify(mesh[6], ca=True)], **SERVER)
case("a mesh without a way out", leaf(mesh[0]), R, meshed, **SERVER, trusted=False, why="anchor")
crossed_root = other_root.certify(root, ca=True)
case("a root that another certified", leaf(), [other_root.certificate], [*I, crossed_root], **SERVER)

# Purposes.
case("a client", leaf(purposes=[EKU.CLIENT_AUTH]), R, I, purpose="client")
case("a server as a client", leaf(), R, I, purpose="client", trusted=False, why="purpose")
case("a client as a server", leaf(purposes=[EKU.CLIENT_AUTH]), R, I, **SERVER, trusted=False, why="purpose")
mailbox = [x509.RFC822Name("jo@corp.example")]
case("e-mail", leaf(purposes=[EKU.EMAIL_PROTECTION], names=mailbox), R, I, purpose="email")
case("a server for e-mail", leaf(), R, I, purpose="email", trusted=False, why="purpose")
case("code signing", leaf(purposes=[EKU.CODE_SIGNING]), R, I, purpose="code-signing")
case("a server for code signing", leaf(), R, I, purpose="code-signing", trusted=False, why="purpose")
case("a key usage that is of no use", leaf(usage=["content_commitment"]), R, I, **SERVER, trusted=False, why="purpose")
clients = authority("Client CA", purposes=[EKU.CLIENT_AUTH])
case("below an authority for another purpose", leaf(clients), R, [clients.certificate], **SERVER, trusted=False, why="purpose")
servers = authority("Server CA", purposes=[EKU.SERVER_AUTH])
case("below an authority for the purpose", leaf(servers), R, [servers.certificate], **SERVER)

# Name constraints.
corp = authority("Corp CA", constraints=permit(x509.DNSName("corp.example")))
C = [corp.certificate]
case("a permitted name", leaf(corp), R, C, **SERVER)
case("a name outside", leaf(corp, names=dns("www.corp.example", "evil.example")), R, C, **SERVER, trusted=False, why="name-constraints")
case("a name that only ends alike", leaf(corp, names=dns("www.badcorp.example")), R, C, host="www.badcorp.example", purpose="server", trusted=False, why="name-constraints")
no_secrets = authority("Not Secret CA", constraints=exclude(x509.DNSName("secret.corp.example")))
N = [no_secrets.certificate]
case("beside what is excluded", leaf(no_secrets), R, N, **SERVER)
case("an excluded name", leaf(no_secrets, names=dns("a.secret.corp.example")), R, N, host="a.secret.corp.example", purpose="server", trusted=False, why="name-constraints")
net = authority("Net CA", constraints=permit(x509.IPAddress(ipaddress.ip_network("192.0.2.0/24"))))
T = [net.certificate]
case("an address in the range", leaf(net, names=[x509.IPAddress(ipaddress.ip_address("192.0.2.9"))]), R, T, host="192.0.2.9", purpose="server")
case("an address beside the range", leaf(net, names=[x509.IPAddress(ipaddress.ip_address("198.51.100.9"))]), R, T, host="198.51.100.9", purpose="server", trusted=False, why="name-constraints")
mail = authority("Mail CA", constraints=permit(x509.RFC822Name("corp.example")))
M = [mail.certificate]
case("a permitted mailbox", leaf(mail, purposes=[EKU.EMAIL_PROTECTION], names=mailbox), R, M, purpose="email")
case("a mailbox elsewhere", leaf(mail, purposes=[EKU.EMAIL_PROTECTION], names=[x509.RFC822Name("jo@evil.example")]), R, M, purpose="email", trusted=False, why="name-constraints")
below_corp = authority("Below Corp CA", issuer=corp)
case("constraints two levels up", leaf(below_corp, names=dns("evil.example")), R, [below_corp.certificate, *C], host="evil.example", purpose="server", trusted=False, why="name-constraints")

# Revocation.
good, bad = leaf(), leaf()
case("not on the CRL", good, R, I, **SERVER, crls=[issuing.crl(bad)])
case("on the CRL", bad, R, I, **SERVER, crls=[issuing.crl(bad)], trusted=False, why="revocation")
case("a CRL that ended", good, R, I, **SERVER, crls=[issuing.crl(begin=-60, end=-2)], trusted=False, why="revocation")
case("a CRL of the future", good, R, I, **SERVER, crls=[issuing.crl(begin=3)], trusted=False, why="revocation")
case("a CRL by an impostor", good, R, I, **SERVER, crls=[impostor.crl()], trusted=False, why="revocation")
case("a CRL of another authority", good, R, I, **SERVER, crls=[root.crl()], trusted=False, why="revocation")
case("the authority is revoked", good, R, I, **SERVER, crls=[issuing.crl(), root.crl(issuing.certificate)], trusted=False, why="revocation")

print(json.dumps(CASES))
