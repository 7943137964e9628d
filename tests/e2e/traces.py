"""Finds values on disk however they may have been written: UTF-8, UTF-16 and base64 of both, in any alignment."""

import base64
import os
import pathlib
import stat


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
    """[(file, value)] for every regular file below the directories that holds one of the values."""
    needles = [(needle, value) for value in values for needle in spellings(value)]
    skipped = {os.path.realpath(file) for file in except_files}
    hits = []
    for directory in directories:
        for path in sorted(pathlib.Path(directory).rglob("*")):
            if os.path.realpath(path) in skipped or not path.exists() or not stat.S_ISREG(path.lstat().st_mode):
                continue
            content = path.read_bytes()
            hits += [(str(path), value) for needle, value in needles if needle in content]
    return hits
