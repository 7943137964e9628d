"""Finds values on disk however they may have been written: UTF-8, UTF-16 and base64 of both, in any alignment."""

import base64
import os
import pathlib
import stat
import subprocess
import tempfile


def spellings(value):
    """The byte strings by which `value` may stand in a file."""
    found = set()
    for plain in (value.encode("utf-8"), value.encode("utf-16-le"), value.encode("utf-16-be")):
        found.add(plain)
        for alignment in range(3):
            # Base64 packs three bytes in four characters: what precedes the value shifts it, so the characters that
            # also depend on a neighbour are cut on both sides.
            coded = base64.b64encode(b"\0" * alignment + plain)
            start = (0, 2, 3)[alignment]
            end = len(coded) - (4 if (alignment + len(plain)) % 3 else 0)
            if end - start >= 8:
                found.add(coded[start:end])
                found.add(coded[start:end].replace(b"+", b"-").replace(b"/", b"_"))
    return found


def search(directories, values, except_files=()):
    """[(file, value)] for every regular file below the directories that holds one of the values.

    grep does it, in one pass however many values there are: it builds an automaton of all their spellings.
    """
    needles = {needle: value for value in values for needle in spellings(value)}
    assert not any(b"\n" in needle for needle in needles), "grep reads one spelling a line"
    skipped = {os.path.realpath(file) for file in except_files}
    with tempfile.TemporaryDirectory() as work:
        patterns = pathlib.Path(work, "patterns")
        patterns.write_bytes(b"\n".join(needles))
        skipped.add(os.path.realpath(patterns))
        files = [file for file in _files(directories) if os.path.realpath(file) not in skipped]
        found = subprocess.run(["xargs", "-0", "-r", "-s", "1000000", "grep", "-aosHZF", "-f", patterns, "--"],
                               input=b"\0".join(map(os.fsencode, files)), capture_output=True, check=False,
                               env={**os.environ, "LC_ALL": "C"})
    if found.stderr:
        raise RuntimeError(f"not everything was searched: {found.stderr.decode()}")
    hits = (line.split(b"\0", 1) for line in found.stdout.split(b"\n") if line)
    return sorted({(os.fsdecode(file), needles[match]) for file, match in hits})


def _files(directories):
    for directory in directories:
        for path in sorted(pathlib.Path(directory).rglob("*")):
            try:
                if stat.S_ISREG(path.lstat().st_mode):
                    yield path
            except FileNotFoundError:
                continue  # a running server's files come and go
