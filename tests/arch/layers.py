#!/usr/bin/env python3
"""Structure as a failing test: who may include whom, no cycles between folders, one owner per third party.

    layers.py ROOT          checks the tree; prints each offence as file:line and exits 1
    layers.py --self-test   plants offences in a temporary tree and demands that each is found
"""

import pathlib
import re
import sys
import tempfile

# folder -> the folders of ours that it may include (itself always). The longest prefix of a file's path counts.
ALLOWED = {
    "ledger": set(),
    "models": {"ledger"},
    "ui": {"models"},
    "app": {"ui", "models", "ledger"},
    "server/log": set(),
    "server/files": set(),
    "server/sandbox": set(),
    "server/db": {"ledger", "server/log"},
    "server/embedded": {"ledger", "server/log", "server/files", "server/db"},
    "server/phi": {"ledger", "server/log", "server/db"},
    "server/audit": {"ledger", "server/log", "server/db", "server/phi"},
    "server/auth": {"ledger", "server/log", "server/db", "server/phi", "server/audit"},
    "server/http": {"ledger", "server/log", "server/files"},
    "server/host": {"ledger", "server/files", "server/phi", "server/http", "server/embedded"},
    "server/ipc": {"ledger"},
    "server/relay": {"ledger", "server/ipc", "server/http"},
    "server/fhir": {"ledger"},
    "server/api": {"ledger", "server/log", "server/db", "server/phi", "server/audit", "server/auth", "server/http"},
    "server/jobs": {"ledger", "server/fhir", "server/log", "server/db", "server/phi", "server/audit", "server/auth"},
    "server/demo": {"ledger", "server/log", "server/db", "server/phi", "server/audit", "server/auth", "server/embedded",
                    "server/http"},
    "server/operator": {"ledger", "server/log", "server/http", "server/fhir", "server/jobs", "server/host"},
    # the composition root, process by process
    "server/workers": {"ledger", "server/log", "server/sandbox", "server/db", "server/phi", "server/audit", "server/auth",
                       "server/http", "server/ipc", "server/relay", "server/api", "server/jobs", "server/demo",
                       "server/operator", "server/host"},
    "server": {"ledger", "server"},  # the composition root
    "tests": {"ledger", "models", "ui", "app", "server", "tests"},
}

# Includes that only the named places may make. A second place is a decision to take, not to slip in.
RESERVED = {
    r"<boost/(beast|asio)": ("server/http/",),
    r"<libpq-fe\.h>": ("server/db/",),
    r"<seccomp\.h>": ("server/sandbox/",),
    r"<sqlcipher/|<sqlite3\.h>": ("app/vault/",),
    r"<QtWidgets|<QWidget>|<QPainter>": ("ui/", "app/"),
    r"<QNetworkAccessManager>|<QSslSocket>": ("app/",),
    r"<valijson/": ("server/api/",),
}

# Words that must not stand in our sources, and why.
FORBIDDEN = [
    (r"\bQSKIP\b|\bGTEST_SKIP\b", "tests fail when something is missing; they never skip", ("",)),
    (r"\bignoreSslErrors\b", "the pin is never waived", ("",)),
    (r"\bSIGNAL\(|\bSLOT\(", "connects are checked by the compiler", ("",)),
    (r"#[0-9A-Fa-f]{6}\b", "colours live in the theme", ("ui/",)),
]
FORBIDDEN_EXCEPT = {"colours live in the theme": ("ui/theme/",)}

SOURCE = re.compile(r"\.(h|hpp|cpp)$")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<][^">]+[">])')


def folder_of(path):
    """The layer that a file belongs to: the longest key of ALLOWED that is a prefix of its path."""
    parts = path.split("/")[:-1]
    for end in range(len(parts), 0, -1):
        key = "/".join(parts[:end])
        # `server` is the composition root alone; a new folder below it needs an entry of its own
        if key in ALLOWED and not (key == "server" and end < len(parts)):
            return key
    return None


def may(source, target):
    return source == target or any(target == a or target.startswith(a + "/") for a in ALLOWED[source])


def sources(root):
    for top in sorted({key.split("/")[0] for key in ALLOWED}):
        for file in sorted((root / top).rglob("*")):
            if file.is_file() and SOURCE.search(file.name):
                yield file.relative_to(root).as_posix(), file.read_text(encoding="utf-8", errors="replace")


def offences_of_include(root, path, line, spec):
    folder = folder_of(path)
    for pattern, owners in RESERVED.items():
        if re.search(pattern, spec) and not path.startswith(owners + ("tests/",)):
            yield f"{path}:{line}: {spec} belongs to {' and '.join(owners)} alone"
    if spec[0] != '"':
        return
    target = spec[1:-1]
    if not (root / target).is_file():
        if (root / path).parent.joinpath(target).is_file() and not target.startswith("ui_"):
            yield f"{path}:{line}: {spec} is not named from the root of the repository"
        return
    target_folder = folder_of(target)
    if folder and target_folder and not may(folder, target_folder):
        yield f"{path}:{line}: {folder} may not include {target_folder} ({target})"


def strip_comment(text):
    return re.sub(r"//.*", "", text)


def cycles(edges):
    """Each cycle once, as a list of folders, by depth-first search."""
    found, state, stack = [], {}, []

    def visit(node):
        state[node] = 1
        stack.append(node)
        for target in sorted(edges.get(node, ())):
            if state.get(target) == 1:
                found.append(stack[stack.index(target):] + [target])
            elif target not in state:
                visit(target)
        stack.pop()
        state[node] = 2

    for node in sorted(edges):
        if node not in state:
            visit(node)
    return found


def check(root):
    edges = {}
    for path, text in sources(root):
        if folder_of(path) is None:
            yield f"{path}: its folder has no entry in tests/arch/layers.py: say what it may include"
            continue
        directory = path.rsplit("/", 1)[0]
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                yield from offences_of_include(root, path, number, match.group(1))
                target = match.group(1)[1:-1]
                if (root / target).is_file() and not path.startswith("tests/"):
                    target_directory = target.rsplit("/", 1)[0]
                    # the composition roots see everything, so what they include is no edge
                    if target_directory != directory and directory not in ("app", "server"):
                        edges.setdefault(directory, set()).add(target_directory)
            for pattern, why, places in FORBIDDEN:
                if path.startswith(places) and not path.startswith(FORBIDDEN_EXCEPT.get(why, ("tests/arch/",))) \
                        and re.search(pattern, strip_comment(line)):
                    yield f"{path}:{number}: {why}"
    for cycle in cycles(edges):
        yield "cycle between folders: " + " -> ".join(cycle)


def self_test():
    planted = {
        "ledger/a.h": '#include "models/b.h"\n',
        "models/b.h": '#include <QWidget>\n',
        "models/x/c.h": '#include "models/y/d.h"\n',
        "models/y/d.h": '#include "models/x/c.h"\n',
        "ui/e.cpp": '#include "app/f.h"\nconst char* c = "#A1B2C3";\n',
        "app/f.h": '#include "ledger/a.h"\n',
        "server/db/g.h": '#include "server/api/h.h"\n',
        "server/api/h.h": "#include <boost/beast.hpp>\n#include <libpq-fe.h>\n",
        "server/new/i.h": "\n",
        "tests/j.cpp": "void t() { QSKIP(); }\n",
    }
    expected = ["ledger may not include models", "models/b.h:1: <QWidget>", "models/x -> models/y -> models/x",
                "ui may not include app", "colours live in the theme", "server/db may not include server/api",
                "<boost/beast.hpp> belongs", "<libpq-fe.h> belongs", "they never skip", "server/new/i.h: its folder has no entry"]
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        for name, text in planted.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        found = "\n".join(check(root))
    missed = [e for e in expected if e not in found]
    for e in missed:
        print(f"not found: {e}\nin:\n{found}")
    return 1 if missed else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    found = list(check(pathlib.Path(sys.argv[1])))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
