"""Whether Python has a module.

    has_module.py NAME
"""

import importlib
import sys

importlib.import_module(sys.argv[1])
