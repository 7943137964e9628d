#!/usr/bin/env python3
"""Takes controls out one by one and sees that their tests turn red. A test that stays green shows nothing.

    mutants.py [GROUP...]           in a copy of the sources below build/mutants/; none named: all
    mutants.py --check              only whether each of them still finds its place, which needs no build

A group is tests/mutants/GROUP.toml, a list of

    [[mutant]]
    without = "what is gone"
    file = "server/..."             path of the source
    old = "text that stands in it once"
    new = "text instead"
    test = "auth_test"              a name of ctest's, and a target of the build's
    red = "SignInTest.locks*"       which of a GoogleTest program's tests have to see it; a Qt or Python test runs whole
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
MEMBERS = {"without", "file", "old", "new", "test"}


def read(group):
    path = GROUPS / f"{group}.toml"
    if not path.exists():
        sys.exit(f"there is no {path.relative_to(ROOT)}")
    mutants = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    for mutant in mutants:
        if not MEMBERS <= mutant.keys() <= MEMBERS | {"red"}:
            sys.exit(f"{group}: {mutant} has other members than a mutant's")
    return mutants


def misplaced(mutant):
    """Why a mutant can't be made, or nothing."""
    source = ROOT / mutant["file"]
    found = source.read_text(encoding="utf-8").count(mutant["old"]) if source.exists() else 0
    if found != 1:
        return f"its old text stands {found} times in {mutant['file']}"
    if mutant["old"] == mutant["new"]:
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

    def builds(self, test):
        targets = subprocess.run(["ninja", "-C", "build/dev", "-t", "query", test], cwd=self.place, check=False,
                                 capture_output=True).returncode == 0
        run = subprocess.run(["cmake", "--build", "--preset", "dev", *(["--target", test] if targets else [])],
                             cwd=self.place, check=False, capture_output=True, text=True)
        return "" if run.returncode == 0 else run.stdout[-2000:]

    def failures(self, mutant):
        """What failed, a line each; nothing when the test is green."""
        run = subprocess.run(["ctest", "--test-dir", "build/dev", "-R", f"^{mutant['test']}$", "--output-on-failure",
                              "--no-tests=error"], cwd=self.place, check=False, capture_output=True, text=True,
                             env=dict(os.environ, GTEST_FILTER=mutant.get("red", "*")))
        if run.returncode == 0:
            return []
        named = re.findall(r"^(?:\d+: )?(?:\[  FAILED  \] ([\w/.]+)|FAIL!  : (\S+)|(?:FAIL|ERROR): (\S+))", run.stdout, re.M)
        return sorted({next(filter(None, names)) for names in named}) or ["(the program as a whole)", run.stdout[-600:]]


def judge(copy, mutant):
    """Whether the mutant is seen."""
    source = copy.place / mutant["file"]
    whole = source.read_text(encoding="utf-8")
    source.write_text(whole.replace(mutant["old"], mutant["new"]), encoding="utf-8")
    try:
        broken = copy.builds(mutant["test"])
        failed = [] if broken else copy.failures(mutant)
    finally:
        source.write_text(whole, encoding="utf-8")
    state = "no build" if broken else "red" if failed else "GREEN"
    print(f"{state:8}  without {mutant['without']}", flush=True)
    for line in [broken] if broken else failed:
        print(f"          {line}", flush=True)
    return bool(failed)


def run(groups):
    copy = Copy(ROOT / "build/mutants")
    seen = count = 0
    green = {}
    for group in groups:
        print(f"{group}:", flush=True)
        for mutant in read(group):
            count += 1
            key = mutant["test"], mutant.get("red", "*")
            if key not in green:
                broken = copy.builds(mutant["test"])
                green[key] = not broken and not copy.failures(mutant)
            if not green[key]:
                print(f"skipped   {mutant['test']} {key[1]} fails with all its controls", flush=True)
            elif judge(copy, mutant):
                seen += 1
    print(f"{seen} of {count} seen")
    return 0 if seen == count else 1


def main(*words):
    groups = [w for w in words if not w.startswith("-")] or sorted(p.stem for p in GROUPS.glob("*.toml"))
    wrong = [f"{group}: without {m['without']}: {why}" for group in groups for m in read(group) if (why := misplaced(m))]
    print("\n".join(wrong), end="\n" if wrong else "")
    if wrong or "--check" in words:
        return 1 if wrong else 0
    return run(groups)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
