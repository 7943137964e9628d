#!/usr/bin/env python3
"""Each part can be left out: the tree configures without the client, without the server and without the tests, and
what is then left to build and to package has nothing of the part in it.

    variants.py ROOT CMAKE
"""

import pathlib
import subprocess
import sys
import tempfile

# option that is off -> targets that must be there, targets that must not, packages that CPack makes
VARIANTS = {
    "CUSTOS_CLIENT": ({"custosd", "api_door_test", "ledger_test"}, {"custos", "custos_ui", "ui_widgets_test"}, ["server"]),
    "CUSTOS_SERVER": ({"custos", "ui_widgets_test", "ledger_test"}, {"custosd", "api_door_test"}, ["client"]),
    "CUSTOS_TESTS": ({"custos", "custosd"}, {"ledger_test", "ui_widgets_test"}, ["client", "server"]),
}


def targets(cmake, directory):
    listed = subprocess.run([cmake, "--build", directory, "--target", "help"], capture_output=True, text=True, check=True)
    return {line.split(":")[0] for line in listed.stdout.splitlines()}


def packaged(directory):
    for line in (directory / "CPackConfig.cmake").read_text(encoding="utf-8").splitlines():
        if line.startswith("set(CPACK_COMPONENTS_ALL "):
            return line.split('"')[1].split(";")
    return []


def offences(root, cmake, option, directory):
    present, absent, packages = VARIANTS[option]
    configured = subprocess.run([cmake, "-S", root, "-B", directory, "-G", "Ninja", f"-D{option}=OFF"],
                                capture_output=True, text=True, check=False)
    if configured.returncode:
        yield f"-D{option}=OFF does not configure:\n{configured.stderr}"
        return
    found = targets(cmake, directory)
    for name in sorted(present - found):
        yield f"-D{option}=OFF: {name} is missing"
    for name in sorted(absent & found):
        yield f"-D{option}=OFF: {name} is still there"
    if packaged(directory) != packages:
        yield f"-D{option}=OFF packages {packaged(directory)}, not {packages}"


def main():
    root, cmake = pathlib.Path(sys.argv[1]), sys.argv[2]
    wrong = []
    for option in VARIANTS:
        with tempfile.TemporaryDirectory() as directory:
            wrong += offences(root, cmake, option, pathlib.Path(directory))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
