#!/usr/bin/env python3
"""clang-tidy over our sources, as many at once as there are processors. What passed once and has not changed since,
neither itself nor what it includes of ours, is not looked at again.

    tidy.py COMPILE-COMMANDS-DIR PASSED-DIR [PREFIX...]      of the sources below the prefixes; none: of all
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

OURS = ("ledger/", "models/", "ui/", "app/", "server/")


def included(entry, root):
    """Our files that a source is made of, itself among them; nothing when it does not even preprocess."""
    words = shlex.split(entry["command"])
    compiler = next(i for i, word in enumerate(words) if word.endswith("c++"))
    flags = [word for word in words[compiler + 1:] if word.startswith(("-D", "-I", "-std", "-isystem"))]
    paths = [words[i + 1] for i, word in enumerate(words[:-1]) if word == "-isystem"]
    command = ["clang++", "-MM", *(f for f in flags if f != "-isystem"), *(f"-isystem{p}" for p in paths), entry["file"]]
    listed = subprocess.run(command, cwd=entry["directory"], capture_output=True, text=True, check=False)
    files = listed.stdout.replace("\\\n", " ").split()[1:]
    return sorted(f for f in map(os.path.realpath, files) if f.startswith(f"{root}/"))


def likeness(entry, root):
    """Another one for everything that could be judged otherwise."""
    digest = hashlib.sha256(entry["command"].replace(root, "").encode())
    files = included(entry, root)
    for name in files + [f"{root}/.clang-tidy"]:
        digest.update(pathlib.Path(name).read_bytes())
    return digest.hexdigest() if files else None


def judge(entry, root, commands, passed):
    """What is wrong with a source, as text; empty when nothing is."""
    key = likeness(entry, root)
    if key and (passed / key).exists():
        return ""
    run = subprocess.run(["clang-tidy", "-p", commands, "--quiet", entry["file"]], cwd=root, capture_output=True, text=True,
                         check=False)
    if run.returncode == 0:
        if key:
            (passed / key).touch()
        return ""
    return f"{entry['file']}\n{run.stdout}"


def main(commands, passed, *prefixes):
    root = os.path.realpath(pathlib.Path(__file__).parent.parent)
    passed = pathlib.Path(passed)
    passed.mkdir(parents=True, exist_ok=True)
    entries = json.loads((pathlib.Path(commands) / "compile_commands.json").read_text(encoding="utf-8"))
    wanted = tuple(f"{root}/{prefix}" for prefix in (prefixes or OURS))
    ours = {e["file"]: e for e in entries if e["file"].startswith(wanted) and "/build/" not in e["file"][len(root):]}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [text for text in pool.map(lambda e: judge(e, root, commands, passed), ours.values()) if text]
    print("\n".join(found))
    print(f"clang-tidy: {len(ours) - len(found)} of {len(ours)} sources pass")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
