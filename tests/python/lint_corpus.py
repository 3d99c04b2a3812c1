"""Writes every certificate of the package `cryptography_vectors` to a folder, one DER file each, and prints how many.

Argument: the folder. Files that hold something else, and certificates that were there before, are left out.
"""

import base64
import hashlib
import json
import pathlib
import re
import sys

import cryptography_vectors

BLOCK = re.compile(
    rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----\s*(?:[\w-]+:[^\n]*\n)*(.*?)-----END", re.DOTALL
)


def certificates(file):
    data = file.read_bytes()
    for block in BLOCK.finditer(data):
        try:
            yield base64.b64decode(re.sub(rb"\s", b"", block.group(1)))
        except ValueError:
            pass
    is_other = "request" in str(file) or "crl" in file.name
    if file.suffix in (".der", ".crt", ".cer") and data[:1] == b"\x30" and not is_other:
        yield data


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    known = set()
    for file in sorted((pathlib.Path(cryptography_vectors.__file__).parent / "x509").rglob("*")):
        if not file.is_file():
            continue
        for der in certificates(file):
            digest = hashlib.sha256(der).hexdigest()
            if digest not in known:
                known.add(digest)
                (folder / f"{file.stem.replace(' ', '_')}-{digest[:6]}.der").write_bytes(der)
    print(json.dumps({"certificates": len(known)}))


main()
