#!/usr/bin/env python3
"""Every test that a row of docs/guarantees.md names is one that there is.

The last cell of a row names tests in back quotes: `Suite`, `Suite.name`, `Suite.howItBegins...`; `.name` is one of the
suite that was named last; in small letters stands a program, as ctest knows it.
"""

import pathlib
import re
import sys

PAGE = "docs/guarantees.md"
TEST = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)", re.M)
OFFENCE = """| 1 | a promise | `Planted.sees...`, `.seesMore`, `.seesLess`, `Elsewhere`, `.seesMore`, `test_gone` |"""


def tests_of(root):
    suites = {}
    for path in (root / "tests").rglob("*.cpp"):
        for suite, name in TEST.findall(path.read_text(encoding="utf-8")):
            suites.setdefault(suite, set()).add(name)
    return suites


def programs_of(root):
    tests = root / "tests"
    names = {"_".join(path.relative_to(tests).with_suffix("").parts) for path in tests.rglob("*_test.cpp")}
    names |= {path.stem for path in tests.rglob("test_*.cpp")}
    return names | {path.stem.replace("test_", "e2e_") for path in tests.glob("e2e/test_*.py")}


def missing(page, suites, programs):
    for row in (line for line in page.splitlines() if line.startswith("| ")):
        suite = ""
        for name in re.findall(r"`([\w.]+)`", row.rstrip("| ").rpartition("|")[2]):
            if name[0].islower():
                if name not in programs:
                    yield name
                continue
            named, _, test = name.partition(".")
            suite = named or suite
            begins = test.removesuffix("...")
            if not any(one.startswith(begins) if begins != test or not test else one == test
                       for one in suites.get(suite, ())):
                yield f"{suite}.{test}"


def self_test():
    found = list(missing(OFFENCE, {"Planted": {"seesIt", "seesMore"}}, {"test_here"}))
    return 0 if found == ["Planted.seesLess", "Elsewhere.", "Elsewhere.seesMore", "test_gone"] else 1


def main():
    root = pathlib.Path(sys.argv[1])
    page = (root / PAGE).read_text(encoding="utf-8")
    wrong = [f"{PAGE}: there is no {name}" for name in missing(page, tests_of(root), programs_of(root))]
    print("\n".join(wrong))
    return 1 if wrong or self_test() else 0


if __name__ == "__main__":
    sys.exit(main())
