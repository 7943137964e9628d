"""Steps taken at a desk, which tell what there was to see when one of them fails."""

import pathlib
import sys
import tempfile
import unittest


def end_of(path, lines=40):
    return "\n".join(pathlib.Path(path).read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


class DeskTest(unittest.TestCase):
    """A subclass sets `desk` and `server`, and `client` once it runs."""

    desk = server = client = None

    def run(self, result=None):
        # Not in tearDown: by then unittest counts anew whether what runs succeeds.
        result = result or self.defaultTestResult()
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            self.tell()
        return result

    def tell(self):
        def say(title, text):
            print(f"--- {title}\n{text}", file=sys.stderr)

        if self.server:
            log = pathlib.Path(self.server.ready_file).parent / "server.log"
            say(f"the server's log ends ({log}; CUSTOS_KEEP=1 keeps it)", end_of(log))
        if self.client:
            ended = self.client.process.poll()
            say(f"the client's log ends ({'running' if ended is None else f'ended with {ended}'})", end_of(self.client.log))
            say("what a screen reader finds", self.client.tree())
        if self.desk:
            picture = pathlib.Path(tempfile.mkdtemp(prefix="custos-failed-", dir="/tmp")) / "screen.png"
            self.desk.picture(picture)
            say("what the screen shows", picture)
