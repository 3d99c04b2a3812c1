import hashlib, json, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
previous, count, head = "00" * 32, 0, None
for line in open(sys.argv[1], encoding="utf-8", newline="\n"):
    assert head is None, "something follows the head"
    entry = json.loads(line)
    if "head" in entry:
        head = entry["head"]
        continue
    body = json.dumps(entry["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(bytes.fromhex(previous) + body.encode()).hexdigest()
    count += 1
    assert entry["body"]["sequence"] == count, f"event {count} is missing"
    assert entry["previous"] == previous and entry["hash"] == digest, f"event {count} was changed"
    previous = digest
assert head and (head["sequence"], head["hash"]) == (count, previous), "the end is cut off"
message = b"chancery-audit-head-v1\0" + head["vault"].encode() + count.to_bytes(8, "big") + bytes.fromhex(previous)
key, signature = bytes.fromhex(head["public_key"]), bytes.fromhex(head["signature"])
Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
print(json.dumps({"events": count, "publicKey": head["public_key"]}))
