"""Prints where the test suite of NIST for path validation (PKITS) lies, as JSON."""

import json
import pathlib

import cryptography_vectors

print(json.dumps(str(pathlib.Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data")))
