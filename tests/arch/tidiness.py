#!/usr/bin/env python3
"""Every source file is formatted as .clang-format says; exits 1 and names those that are not."""

import os
import pathlib
import subprocess
import sys


def main():
    root = pathlib.Path(sys.argv[1])
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard",
                             "*.h", "*.cpp"], capture_output=True, check=True).stdout.split(b"\0")
    files = [root / os.fsdecode(name) for name in listed if name]
    files = [file for file in files if file.is_file()]
    if not files:
        print("no sources found")
        return 1
    formatter = subprocess.run(["clang-format", "--dry-run", "--Werror", "--style=file", *files],
                               capture_output=True, text=True, check=False)
    offenders = sorted({line.split(":")[0] for line in formatter.stderr.splitlines() if "error:" in line})
    for offender in offenders:
        print(f"{os.path.relpath(offender, root)}: run clang-format -i on it")
    return 1 if offenders or formatter.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
