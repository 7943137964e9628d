#!/usr/bin/env python3
"""Start to first painted sign-in window, beside a minimal Qt window, alternating in the same run on one X server.

usage: start.py MINIMAL CLIENT ENROLMENT-FILE [ROUNDS]
Prints medians and their ratio. Both programs end by themselves after their first paint.
"""

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time


def seconds(command, environment):
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, timeout=30, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def main():
    minimal, client, enrolment = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 15
    with open(enrolment, "rb") as file:
        fingerprint = hashlib.sha256(file.read()).hexdigest()
    with tempfile.TemporaryDirectory() as home:
        environment = dict(os.environ, HOME=home, XDG_CONFIG_HOME=home, XDG_DATA_HOME=home, LANG="C.UTF-8",
                           QT_QPA_PLATFORM="xcb")
        floor, ours = [], []
        for _ in range(rounds):
            floor.append(seconds([minimal], environment))
            ours.append(seconds([client, "--enrolment", enrolment, "--fingerprint", fingerprint,
                                 "--quit-after-first-paint"], environment))
    floor_ms, ours_ms = (statistics.median(values) * 1000 for values in (floor, ours))
    print(f"start to painted window, median of {rounds}:")
    print(f"  minimal Qt window  {floor_ms:7.1f} ms   (floor)")
    print(f"  Custos sign-in     {ours_ms:7.1f} ms   {ours_ms / floor_ms:.2f} x the floor")


if __name__ == "__main__":
    main()
