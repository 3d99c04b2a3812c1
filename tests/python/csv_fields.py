"""Prints every field of a CSV file as a JSON list: csv_fields.py FILE."""

import csv
import json
import sys

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = list(csv.reader(file, strict=True))
assert len({len(row) for row in rows}) == 1, "each row has as many fields as the heading"
print(json.dumps([field for row in rows for field in row]))
