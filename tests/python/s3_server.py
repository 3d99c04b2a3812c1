"""An S3 server with one bucket that holds every request to its signature (botocore's), until it is ended.

    s3_server.py PORT BUCKET

Prints the access key that is let in, once it listens, and keeps nothing.
"""

import json
import os
import sys
import threading

# Making the user, its key, its rights and the bucket is let through; whatever follows must be signed.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "4"

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

port, bucket = int(sys.argv[1]), sys.argv[2]
server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
server.start()

ask = {"endpoint_url": f"http://127.0.0.1:{port}", "region_name": "us-east-1"}
anybody = {"aws_access_key_id": "x", "aws_secret_access_key": "x", **ask}
people = boto3.client("iam", **anybody)
people.create_user(UserName="chancery")
key = people.create_access_key(UserName="chancery")["AccessKey"]
rights = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}], "Version": "2012-10-17"}
people.put_user_policy(UserName="chancery", PolicyName="all", PolicyDocument=json.dumps(rights))
boto3.client("s3", **anybody).create_bucket(Bucket=bucket)
print(json.dumps({"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}), flush=True)
threading.Event().wait()
