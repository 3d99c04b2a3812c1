"""Rewrites an audit export and signs it with a key of its own: forge_audit_export.py FROM TO."""

import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey



def written(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


key = Ed25519PrivateKey.generate()
lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
previous = "00" * 32
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for entry in lines[:-1]:
        entry["body"]["actor"] = "eve"
        body = written(entry["body"])
        digest = hashlib.sha256(bytes.fromhex(previous) + body.encode()).hexdigest()
        out.write(written({"body": entry["body"], "hash": digest, "previous": previous}) + "\n")
        previous = digest
    head = lines[-1]["head"]
    message = (b"chancery-audit-head-v1\0" + head["vault"].encode() + len(lines[:-1]).to_bytes(8, "big")
               + bytes.fromhex(previous))
    head |= {"hash": previous, "public_key": key.public_key().public_bytes_raw().hex(), "signature": key.sign(message).hex()}
    out.write(written({"head": head}) + "\n")
print("{}")
