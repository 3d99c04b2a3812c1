"""What stands in a bucket, as botocore reads it: s3_read.py PORT BUCKET KEY ID SECRET REGION. Prints its size, type and SHA-256."""

import hashlib
import json
import sys

import boto3

port, bucket, key, access, secret, region = sys.argv[1:7]
client = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{port}",
    region_name=region,
    aws_access_key_id=access,
    aws_secret_access_key=secret,
)
found = client.get_object(Bucket=bucket, Key=key)
content = found["Body"].read()
names = sorted(item["Key"] for item in client.list_objects_v2(Bucket=bucket).get("Contents", []))
print(json.dumps({"sha256": hashlib.sha256(content).hexdigest(), "type": found["ContentType"], "names": names}))
