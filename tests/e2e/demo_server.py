"""A `custosd demo` of its own for one test."""

import pathlib
import shutil
import subprocess
import tempfile

from api import Server
from desk import wait_for


class DemoServer:
    """Use as a context manager; gives an `api.Server`."""

    def __init__(self, custosd, seed=1):
        self.custosd = custosd
        self.seed = seed
        # Short: the database's socket lies below it, and a socket's path has at most 107 bytes.
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="custos-demo-", dir="/tmp"))
        # The server hands its data directory to an account without rights when it is started by root.
        self.root.chmod(0o755)
        self.process = None

    def __enter__(self):
        ready = self.root / "ready.json"
        self.log = open(self.root / "server.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [self.custosd, "demo", "--data", str(self.root / "data"), "--seed", str(self.seed), "--ready", str(ready)],
            stdout=self.log, stderr=self.log)

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
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.root, ignore_errors=True)
