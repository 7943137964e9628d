#!/usr/bin/env python3
"""The tour that `./dev demo` makes without a display: every screen, light and dark, against a real server; and what
being offline looks like, behind a relay that is cut.

usage: test_tour.py CUSTOS CUSTOSD
"""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from demo_server import DemoServer  # noqa: E402
from desk import Desk  # noqa: E402

SCREENS = ["01-sign-in", "02-totp", "02b-totp-enrol", "02c-recovery-codes", "02d-invitation", "03-schedule", "03k-keys",
           "03m-opening-blocked", "04-booking", "07-audit", "10-lock", "11-offline", "13-first-run", "22-fail-closed"]


def colours(picture):
    return int(subprocess.run(["identify", "-format", "%k", str(picture)], capture_output=True, text=True,
                              check=True).stdout)


def main():
    custos, custosd = sys.argv[1:3]
    with DemoServer(custosd) as server, Desk() as desk:
        pictures = desk.root / "pictures"
        subprocess.run([custos, "--tour", str(pictures), "--ready", server.ready_file], check=True, timeout=240)
        for screen in SCREENS:
            for scheme in ("light", "dark"):
                picture = pictures / f"{screen}-{scheme}.png"
                assert picture.exists(), f"{picture.name} is missing"
                assert colours(picture) > 50, f"{picture.name} is blank"
        assert not list(desk.home.rglob("*.custos")), "the tour has enrolled this computer"


if __name__ == "__main__":
    main()
