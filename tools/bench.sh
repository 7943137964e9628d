#!/usr/bin/env bash
# Every figure beside its floor, in the same run. usage: bench.sh BUILD-DIR
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
bin=$(cd "$1" && pwd)/bin

work=$(mktemp -d)
chmod 711 "$work"
cleanup() {
    [[ -z ${server:-} ]] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }
    [[ -z ${xvfb:-} ]] || { kill "$xvfb" 2>/dev/null; wait "$xvfb" 2>/dev/null || true; }
    rm -rf "$work"
}
trap cleanup EXIT

"$bin/custosd" demo --data "$work/data" --seed 1 --ready "$work/ready.json" 2>/dev/null &
server=$!
for _ in $(seq 1 300); do [[ -s $work/ready.json ]] && break; sleep 0.2; done
enrolment=$(sed -n 's/.*"enrolment_file"[^"]*"\([^"]*\)".*/\1/p' "$work/ready.json" | head -n 1)
Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp -noreset 3>"$work/display" 2>/dev/null &
xvfb=$!
for _ in $(seq 1 100); do [[ -s $work/display ]] && break; sleep 0.1; done
DISPLAY=:$(<"$work/display") python3 "$here/tests/bench/start.py" "$bin/minimal_window" "$bin/custos" "$enrolment"
kill "$server" && wait "$server" 2>/dev/null || true
server=

python3 "$here/tests/bench/backend.py" "$bin/custosd" "$bin/bench_fill"
if [[ -x $bin/bench_audit ]]; then "$bin/bench_audit"; fi
