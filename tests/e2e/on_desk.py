#!/usr/bin/env python3
"""Runs a command on a desk of its own: X server, bus, keyring.  usage: on_desk.py COMMAND..."""

import subprocess
import sys

from desk import Desk

if __name__ == "__main__":
    with Desk():
        sys.exit(subprocess.run(sys.argv[1:], timeout=280, check=False).returncode)
