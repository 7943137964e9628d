#!/usr/bin/env python3
"""Runs a command on a bus of its own with a keyring in a given state.

usage: keyring_session.py unlocked|locked|uninitialised|none COMMAND...
"""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))

from desk import Desk  # noqa: E402


class KeyringSession(Desk):
    """A desk without a display; "uninitialised" is a service that has no collection yet."""

    def _start_display(self):
        pass

    def _start_keyring(self):
        if self.keyring == "uninitialised":
            self._run_keyring(unlock=False)
        else:
            super()._start_keyring()


def main():
    mode, command = sys.argv[1], sys.argv[2:]
    with KeyringSession(keyring=None if mode == "none" else mode):
        return subprocess.run(command, timeout=100, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
