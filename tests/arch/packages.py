#!/usr/bin/env python3
"""packaging/packages.txt is well formed, and every program that our scripts call comes from a package in it."""

import pathlib
import re
import sys

GROUPS = {"build", "test", "lint", "server", "client"}


def main():
    root = pathlib.Path(sys.argv[1])
    wrong, seen = [], set()
    for number, line in enumerate((root / "packaging/packages.txt").read_text(encoding="utf-8").splitlines(), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        fields = line.split()
        if not 2 <= len(fields) <= 3 or fields[0] not in GROUPS or not re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", fields[1]):
            wrong.append(f"packaging/packages.txt:{number}: not understood: {line}")
            continue
        if tuple(fields[:2]) in seen:
            wrong.append(f"packaging/packages.txt:{number}: stands there twice: {line}")
        seen.add(tuple(fields[:2]))
    for group in sorted(GROUPS - {g for g, _ in seen}):
        wrong.append(f"packaging/packages.txt: nothing for {group}")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
