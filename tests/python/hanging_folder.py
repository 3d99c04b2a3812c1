"""Mounts a file system over a folder that answers nobody, until it is ended: hanging_folder.py FOLDER.

Whoever looks into the folder meanwhile waits; when this ends, they are told that nobody is there. Says in JSON whether it
could be mounted, and why not.
"""

import ctypes
import json
import os
import signal
import sys
import threading

folder = sys.argv[1]
libc = ctypes.CDLL(None, use_errno=True)
# Never left behind: whoever looks at all that is mounted would wait for it, too.
PR_SET_PDEATHSIG = 1
libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
try:
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()}"
    if libc.mount(b"chancery-test", folder.encode(), b"fuse", 0, options.encode()):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    print(json.dumps({"mounted": True}), flush=True)
except OSError as error:
    print(json.dumps({"mounted": False, "why": str(error)}), flush=True)
    sys.exit()
threading.Event().wait()
