"""An S3 server with one bucket that holds every request to its signature (botocore's), until it is ended.

    s3_server.py PORT BUCKET [REGION]

Prints the access key that is let in, once it listens, and keeps nothing. The bucket is in this region (us-east-1): whoever
signs for another is answered as Amazon's servers do, which moto never does.
"""

import json
import os
import re
import sys
import threading

# Making the user, its key, its rights and the bucket is let through; whatever follows must be signed.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "4"

import boto3  # noqa: E402
from moto.moto_server import threaded_moto_server  # noqa: E402

port, bucket = int(sys.argv[1]), sys.argv[2]
region = sys.argv[3] if len(sys.argv) > 3 else "us-east-1"

SCOPE = re.compile(r"Credential=[^/]+/[0-9]{8}/([^/]+)/s3/aws4_request")
# As https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html has it, and Amazon's servers word it.
MALFORMED = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region '{wrong}' is \
wrong; expecting '{region}'</Message><Region>{region}</Region><RequestId>0000000000000000</RequestId>\
<HostId>0000</HostId></Error>"""


class OfOneRegion(threaded_moto_server.DomainDispatcherApplication):
    def __call__(self, environ, start_response):
        scope = SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not scope or scope[1] == region:
            return super().__call__(environ, start_response)
        said = MALFORMED.format(wrong=scope[1], region=region).encode()
        # Whatever comes with the request is taken in first, as a connection that is kept goes on after it.
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        head = [("Content-Type", "application/xml"), ("Content-Length", str(len(said)))]
        start_response("400 Bad Request", head)
        return [said]


threaded_moto_server.DomainDispatcherApplication = OfOneRegion
server = threaded_moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
server.start()

ask = {"endpoint_url": f"http://127.0.0.1:{port}", "region_name": region}
anybody = {"aws_access_key_id": "x", "aws_secret_access_key": "x", **ask}
people = boto3.client("iam", **anybody)
people.create_user(UserName="chancery")
key = people.create_access_key(UserName="chancery")["AccessKey"]
rights = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}], "Version": "2012-10-17"}
people.put_user_policy(UserName="chancery", PolicyName="all", PolicyDocument=json.dumps(rights))
where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
boto3.client("s3", **anybody).create_bucket(Bucket=bucket, **where)
print(json.dumps({"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}), flush=True)
threading.Event().wait()
