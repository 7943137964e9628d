#!/usr/bin/env bash
# The slow checks: clang-tidy and cppcheck over every source, then the whole suite under the sanitizers.
# usage: lint.sh [tidy | cppcheck | sanitizers]...   (nothing named: all of them)
set -euo pipefail
cd "$(dirname "$0")/.."
jobs=$(nproc)

sources() { git ls-files 'ledger/*.cpp' 'models/*.cpp' 'ui/*.cpp' 'app/*.cpp' 'server/*.cpp'; }

database() { # clang reads it without GCC's precompiled headers and flags that are GCC's alone
    cmake --preset dev >/dev/null
    cmake --build --preset dev >/dev/null # generated sources have to be there for the checkers to read
    mkdir -p build/lint
    sed -E 's/-include [^ ]*cmake_pch\.hxx//g; s/-fpch-preprocess|-Winvalid-pch|-fstack-clash-protection//g' \
        build/dev/compile_commands.json >build/lint/compile_commands.json
}

tidy() {
    database
    sources | xargs -r -n 1 -P "$jobs" clang-tidy -p build/lint --quiet
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
    cmake --build --preset asan-ubsan
    ctest --test-dir build/asan-ubsan --output-on-failure -j "$jobs"
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
