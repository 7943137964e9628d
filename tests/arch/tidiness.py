#!/usr/bin/env python3
"""Every source file is formatted as .clang-format says and stays under 500 lines, and no icon lies in resources that
nothing names; exits 1 and names those that are not so."""

import os
import pathlib
import re
import subprocess
import sys


LINES = 500


def listed(root, *patterns):
    names = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
                           capture_output=True, check=True).stdout.split(b"\0")
    files = [root / os.fsdecode(name) for name in names if name]
    return [file for file in files if file.is_file()]


def unformatted(root, sources):
    formatter = subprocess.run(["clang-format", "--dry-run", "--Werror", "--style=file", *sources],
                               capture_output=True, text=True, check=False)
    offenders = sorted({line.split(":")[0] for line in formatter.stderr.splitlines() if "error:" in line})
    if formatter.returncode and not offenders:
        return [formatter.stderr]
    return [f"{os.path.relpath(offender, root)}: run clang-format -i on it" for offender in offenders]


def overgrown(root, files):
    for file in files:
        lines = file.read_bytes().count(b"\n")
        if lines >= LINES:
            yield f"{os.path.relpath(file, root)}: {lines} lines; which noun is missing?"


def unnamed_icons(root, sources):
    """Drawings that the list in ui/theme/icons.cpp lacks, and those of it that no other source uses."""
    theme = (root / "ui/theme/icons.cpp").read_text(encoding="utf-8")
    name_of = {file: name for name, file in re.findall(r'\{Icon::(\w+), "([\w-]+)"\}', theme)}
    used = set()
    for source in sources:
        if source.parent != root / "ui/theme" or source.stem != "icons":
            used.update(re.findall(r"\bIcon::(\w+)", source.read_text(encoding="utf-8")))
    for drawing in listed(root, "resources/icons/*.svg"):
        name = name_of.get(drawing.stem)
        if name not in used and (name or f'"{drawing.stem}"' not in theme):
            yield f"{os.path.relpath(drawing, root)}: nothing shows it"


def main():
    root = pathlib.Path(sys.argv[1])
    sources = listed(root, "*.h", "*.cpp")
    if not sources:
        print("no sources found")
        return 1
    written = sources + listed(root, "*.py", "*.sql", "*.cmake")
    faults = [*unformatted(root, sources), *overgrown(root, written), *unnamed_icons(root, sources)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
