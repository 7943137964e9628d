#!/usr/bin/env python3
"""Takes controls out one by one and sees that their tests turn red. A test that stays green shows nothing.

    mutants.py [GROUP...]           in a copy of the sources below build/mutants/; none named: all
    mutants.py [GROUP...] --only TEXT    only those whose `without` contains TEXT
    mutants.py [GROUP...] --unseen  only those that nobody has seen red yet
    mutants.py [GROUP...] --check   only whether each of them still finds its place, which needs no build

A group is tests/mutants/GROUP.toml, a list of

    [[mutant]]
    without = "what is gone"
    file = "server/..."             path of the source
    old = "text that stands in it once"
    new = "text instead"
    test = "auth_test"              a name of ctest's, and a target of the build's
    red = "SignInTest.locks*"       which of a GoogleTest program's tests have to see it; a Qt or Python test runs whole
    also = [{ file, old, new }]     what has to go with it, where either alone would be enough
    ends = true                     the attack ends the program; without this a crash shows nothing
    unseen = true                   nobody has seen it red yet: make it, read what is said, and take this line away

Under each one that was seen stands what its test said. Read it: it has to be the attack that got through.
"""

import filecmp
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
GROUPS = ROOT / "tests/mutants"
CHANGE = {"file", "old", "new"}
MEMBERS = CHANGE | {"without", "test"}
OPTIONAL = {"red", "also", "ends", "unseen"}
FAILED = re.compile(r"^(?:\[  FAILED  \] (\w+\.[\w/]+)|FAIL!  : (\S+)|(?:FAIL|ERROR): (\S+))", re.M)
SAID = re.compile(r"^\S+: Failure\n((?:.+\n){1,6})|^(FAIL!  : .+\n(?:   .+\n){0,4})|^(\w*Error: .+)", re.M)


def read(group):
    path = GROUPS / f"{group}.toml"
    if not path.exists():
        sys.exit(f"there is no {path.relative_to(ROOT)}")
    mutants = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    for mutant in mutants:
        unknown = [c for c in mutant.get("also", []) if c.keys() != CHANGE]
        if unknown or not MEMBERS <= mutant.keys() <= MEMBERS | OPTIONAL:
            sys.exit(f"{group}: {mutant} has other members than a mutant's")
    return mutants


def changes(mutant):
    return [mutant, *mutant.get("also", [])]


def named_tests():
    """Every word of ctest's lists, and the sources' paths, which some tests are called after."""
    words = set()
    for path in (ROOT / "tests").rglob("CMakeLists.txt"):
        words.update(re.findall(r"[\w.-]+", path.read_text(encoding="utf-8")))
    for path in (ROOT / "tests").rglob("*_test.cpp"):
        words.add("_".join(path.relative_to(ROOT / "tests").with_suffix("").parts))
    return words


def misplaced(mutant, tests):
    """Why a mutant can't be made, or nothing."""
    if mutant["test"] not in tests:
        return f"no test is called {mutant['test']}"
    for change in changes(mutant):
        source = ROOT / change["file"]
        found = source.read_text(encoding="utf-8").count(change["old"]) if source.exists() else 0
        if found != 1:
            return f"its old text stands {found} times in {change['file']}"
        if change["old"] == change["new"]:
            return "it changes nothing"
    return ""


class Copy:
    """The sources in a place of their own, so that nobody's work is changed under them."""

    def __init__(self, place):
        self.place = place
        listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                                capture_output=True, text=True).stdout.splitlines()
        for source, target in ((ROOT / name, place / name) for name in listed):
            if source.exists() and not (target.exists() and filecmp.cmp(source, target, shallow=False)):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)  # as of now, or what was built from a mutant would seem to be newer
        for old in (p for p in place.rglob("*") if p.is_file() and "build" not in p.relative_to(place).parts[:1]):
            if not (ROOT / old.relative_to(place)).exists():
                old.unlink()
        (place / "build").mkdir(exist_ok=True)
        subprocess.run(["cmake", "--preset", "dev"], cwd=place, check=True, stdout=subprocess.DEVNULL)

    def write(self, texts):
        """Gives files other texts. All that a header of SQL is compiled into is built anew when one statement
        changes; here only whoever names that statement is."""
        for source, text in texts.items():
            source.write_text(text, encoding="utf-8")
        header = self.place / "build/dev/generated/server/db/queries.h"
        names = [source.stem for source in texts if source.parent.name == "queries"]
        if not names or not header.exists():
            return
        before = header.stat()
        subprocess.run(["ninja", "-C", "build/dev", header], cwd=self.place, check=True, stdout=subprocess.DEVNULL)
        os.utime(header, ns=(before.st_atime_ns, before.st_mtime_ns))
        named = re.compile(rf"\b({'|'.join(names)})\b")
        for folder in ("server", "tests"):
            for source in (self.place / folder).rglob("*.cpp"):
                if named.search(source.read_text(encoding="utf-8")):
                    source.touch()

    def build_error(self, test):
        """Why the test's program can't be built, or nothing."""
        targets = subprocess.run(["ninja", "-C", "build/dev", "-t", "query", test], cwd=self.place, check=False,
                                 capture_output=True).returncode == 0
        run = subprocess.run(["cmake", "--build", "--preset", "dev", *(["--target", test] if targets else [])],
                             cwd=self.place, check=False, capture_output=True, text=True)
        return "" if run.returncode == 0 else run.stdout[-2000:]

    def failures(self, mutant):
        """What failed and what was said of it, a line each; nothing when the test is green."""
        run = subprocess.run(["ctest", "--test-dir", "build/dev", "-R", f"^{mutant['test']}$", "--output-on-failure",
                              "--no-tests=error"], cwd=self.place, check=False, capture_output=True, text=True,
                             errors="replace", env=dict(os.environ, GTEST_FILTER=mutant.get("red", "*")))
        if run.returncode == 0:
            return []
        failed = sorted({next(filter(None, names)) for names in FAILED.findall(run.stdout)})
        if not failed and ": Failure\n" in run.stdout:  # and then the program ended
            failed = re.findall(r"^\[ RUN      \] (\S+)", run.stdout, re.M)[-1:]
        said = "\n".join("".join(match) for match in SAID.findall(run.stdout)[:2]).split("\n")
        if not failed:
            return ["(ended)", *run.stdout[-1500:].splitlines()]
        return failed + [line.strip()[:200] for line in said if line.strip()][:8]


def judge(copy, mutant):
    """Whether the mutant is seen."""
    whole, changed = {}, {}
    for change in changes(mutant):
        source = copy.place / change["file"]
        whole.setdefault(source, source.read_text(encoding="utf-8"))
        changed[source] = changed.get(source, whole[source]).replace(change["old"], change["new"])
    copy.write(changed)
    try:
        broken = copy.build_error(mutant["test"])
        failed = [] if broken else copy.failures(mutant)
    finally:
        copy.write(whole)
    seen = bool(failed) and (failed[0] != "(ended)" or mutant.get("ends", False))
    state = "no build" if broken else "red" if seen else "ended" if failed else "GREEN"
    print(f"{state:8}  without {mutant['without']}", flush=True)
    for line in broken.splitlines() if broken else failed:
        print(f"          {line}", flush=True)
    return seen


def red_without_a_mutant(copy, mutants):
    """The tests that fail with all their controls, which are no witnesses."""
    filters = {}
    for mutant in mutants:
        filters.setdefault(mutant["test"], []).append(mutant.get("red", "*"))
    wrong = set()
    for test, red in filters.items():
        failed = copy.build_error(test) or "\n".join(copy.failures({"test": test, "red": ":".join(red)}))
        if failed:
            print(f"{test} fails with all its controls:\n{failed}", flush=True)
            wrong.add(test)
    return wrong


def run(groups, wanted):
    copy = Copy(ROOT / "build/mutants")
    seen = count = 0
    for group in groups:
        print(f"{group}:", flush=True)
        mutants = [m for m in read(group) if wanted(m)]
        wrong = red_without_a_mutant(copy, mutants)
        count += len(mutants)
        seen += sum(judge(copy, m) for m in mutants if m["test"] not in wrong)
    if not count:
        sys.exit("there is no such mutant")
    print(f"{seen} of {count} seen")
    return 0 if seen == count else 1


def main(*words):
    words = list(words)
    only = words.pop(words.index("--only") + 1) if "--only" in words[:-1] else ""
    groups = [w for w in words if not w.startswith("-")] or sorted(p.stem for p in GROUPS.glob("*.toml"))
    tests = named_tests()
    wrong = [f"{group}: without {m['without']}: {why}"
             for group in groups for m in read(group) if (why := misplaced(m, tests))]
    print("\n".join(wrong), end="\n" if wrong else "")
    if wrong or "--check" in words:
        return 1 if wrong else 0
    return run(groups, lambda m: only in m["without"] and (m.get("unseen") or "--unseen" not in words))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
