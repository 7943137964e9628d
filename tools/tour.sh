#!/usr/bin/env bash
# Walks the client through every screen on a private X server and leaves PNGs.
# usage: tour.sh CLIENT OUT-DIR READY-FILE
set -euo pipefail
client=$1 out=$2 ready=$3

display_file=$(mktemp)
Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp -noreset 3>"$display_file" 2>/dev/null &
xvfb=$!
trap 'kill "$xvfb" 2>/dev/null; wait "$xvfb" 2>/dev/null || true; rm -f "$display_file"' EXIT
for _ in $(seq 1 100); do [[ -s $display_file ]] && break; sleep 0.1; done
[[ -s $display_file ]] || { echo "the X server did not start" >&2; exit 1; }

DISPLAY=:$(<"$display_file") QT_QPA_PLATFORM=xcb LANG=C.UTF-8 timeout 300 "$client" --tour "$out" --ready "$ready"
