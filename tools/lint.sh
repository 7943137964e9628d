#!/usr/bin/env bash
# The slow checks: clang-tidy and cppcheck over every source, then the whole suite under the sanitizers.
set -euo pipefail
jobs=$(nproc)

cmake --preset dev >/dev/null
cmake --build --preset dev >/dev/null # generated sources have to be there for the checkers to read
# clang reads a compilation database without GCC's precompiled headers and flags that are GCC's alone
mkdir -p build/lint
sed -E 's/-include [^ ]*cmake_pch\.hxx//g; s/-fpch-preprocess|-Winvalid-pch|-fstack-clash-protection//g' \
    build/dev/compile_commands.json >build/lint/compile_commands.json
git ls-files 'ledger/*.cpp' 'models/*.cpp' 'ui/*.cpp' 'app/*.cpp' 'server/*.cpp' |
    xargs -r -n 1 -P "$jobs" clang-tidy -p build/lint --quiet
cppcheck --project=build/lint/compile_commands.json --enable=warning,performance,portability --inline-suppr \
    --suppress='*:/usr/*' --suppress='*:build/*' --suppress=unknownMacro --error-exitcode=1 --quiet -j "$jobs"
cmake --preset asan-ubsan >/dev/null
cmake --build --preset asan-ubsan
ctest --test-dir build/asan-ubsan --output-on-failure -j "$jobs"
