"""A `custosd demo` of its own for one test."""

import os
import pathlib
import subprocess
import tempfile

from api import Server
from desk import wait_for
from kept import put_away


class DemoServer:
    """Use as a context manager; gives an `api.Server`."""

    def __init__(self, custosd, seed=1, today=None):
        self.custosd = custosd
        # What is found is what was planned: no bait among it.
        self.options = ["--seed", str(seed), "--bait", "0"] + (["--today", today] if today else [])
        # Short: the database's socket lies below it, and a socket's path has at most 107 bytes.
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="custos-demo-", dir="/tmp"))
        # The server hands its data directory to an account without rights when it is started by root.
        self.root.chmod(0o755)
        self.data = self.root / "data"
        self.process = None

    def __enter__(self):
        ready = self.root / "ready.json"
        # Whatever it, or the database, leaves in a temporary directory is then found below the root, too.
        temporary = self.root / "tmp"
        temporary.mkdir()
        temporary.chmod(0o1777)
        environment = {name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"}
        self.log = open(self.root / "server.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [self.custosd, "demo", "--data", str(self.data), "--ready", str(ready), *self.options],
            stdout=self.log, stderr=self.log, env={**environment, "TMPDIR": str(temporary)})

        def up():
            if self.process.poll() is not None:
                raise RuntimeError("custosd ended: " + (self.root / "server.log").read_text())
            return ready.exists() and ready.stat().st_size > 0

        try:
            wait_for("custosd demo to serve", up, 120)
            return Server(self.custosd, str(ready))
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        self.stop()
        # The server's end is followed by its database's: whatever that still wrote would stay.
        lock = self.data / "pg/postmaster.pid"
        wait_for("the database to end", lambda: not lock.exists(), 30)
        put_away(self.root)

    def stop(self):
        """As an operator stops it; what it leaves stays until the block ends."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
