"""An SSH server (asyncssh) with one folder, which lets one person in by password, until it is ended.

    sftp_server.py PORT FOLDER USER PASSWORD KEY

KEY is the kind of its own key, as in ssh-ed25519 or ssh-rsa. Prints the fingerprint of that, once it listens.
"""

import asyncio
import json
import sys

import asyncssh

port, folder, user, password, kind = int(sys.argv[1]), *sys.argv[2:6]


class Door(asyncssh.SSHServer):
    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, username, given):
        return (username, given) == (user, password)


class Files(asyncssh.SFTPServer):
    def __init__(self, chan):
        super().__init__(chan, chroot=folder)


async def serve():
    key = asyncssh.generate_private_key(kind)
    server = await asyncssh.listen(
        "127.0.0.1",
        port,
        server_factory=Door,
        server_host_keys=[key],
        sftp_factory=Files,
    )
    print(json.dumps({"fingerprint": key.get_fingerprint("sha256")}), flush=True)
    await server.wait_closed()


asyncio.run(serve())
