"""What launchd starts: the words of a property list's command line, as JSON."""

import json
import plistlib
import sys

with open(sys.argv[1], "rb") as file:
    print(json.dumps(plistlib.load(file)["ProgramArguments"]))
