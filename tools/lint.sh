#!/usr/bin/env bash
# The slow checks: clang-tidy and cppcheck over every source, then the unit suite under the sanitizers.
# usage: lint.sh [tidy | cppcheck | sanitizers]...   (nothing named: all of them)
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=$(nproc)

sources() { git ls-files 'ledger/*.cpp' 'models/*.cpp' 'ui/*.cpp' 'app/*.cpp' 'server/*.cpp'; }

database() { # clang reads it without GCC's precompiled headers and flags that are GCC's alone
    cmake --preset dev >/dev/null
    # The generated sources have to be there for the checkers to read, and nothing else has to be built for them.
    mapfile -t generated < <(cmake --build --preset dev --target help | sed -nE 's/^([a-z_]*(_autogen|custos_sql)): .*/\1/p')
    cmake --build --preset dev --target "${generated[@]}" >/dev/null
    mkdir -p build/lint
    sed -E 's/-include [^ ]*cmake_pch\.hxx//g; s/-fpch-preprocess|-Winvalid-pch|-fstack-clash-protection//g' \
        build/dev/compile_commands.json >build/lint/compile_commands.json
}

tidy() {
    database
    tools/tidy.py build/lint build/lint/passed
}

cppcheck_() {
    database
    local -a filters
    mapfile -t filters < <(sources | sed 's|^|--file-filter=*/|')
    cppcheck --project=build/lint/compile_commands.json "${filters[@]}" --enable=warning,performance,portability \
        --inline-suppr --suppressions-list=tools/cppcheck-suppressions.txt --error-exitcode=1 --quiet -j "$jobs"
}

sanitizers() {
    cmake --preset asan-ubsan >/dev/null
    cmake --build --preset asan-ubsan --target custos_unit_tests
    ctest --preset asan-ubsan # what the preset's filter lets through: the processes of a server lock themselves in too
                              # tightly for what the sanitizers do at their ends
}

[[ $# -gt 0 ]] || set -- tidy cppcheck sanitizers
for part in "$@"; do
    case $part in
    tidy) tidy ;;
    cppcheck) cppcheck_ ;;
    sanitizers) sanitizers ;;
    *) sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2 ;;
    esac
done
