#!/usr/bin/env bash
# Checks an evidence bundle with openssl and a shell, with nothing of Custos: the steps of docs/ledger.md.
#
#   ledger-by-hand.sh KEY BUNDLE
#
# Slow (some processes per entry), and meant to be read. It checks signature, leaves, chain and tree of the
# newest checkpoint; earlier checkpoints are custos-verify's.
set -euo pipefail

key=$1 bundle=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "NOT VERIFIED: $*"; exit 1; }
unhex() { local text=$1; printf '%b' "$(sed 's/../\\x&/g' <<<"$text")"; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
sha256() { openssl dgst -sha256 -binary | hex; }
from_base64() { openssl base64 -d -A; }
hash_of() { unhex "$1" | sha256; } # of bytes given in hexadecimal

# 1. The key: custos/<practice>+<key id>+<base64 of 01 and 32 bytes>.
origin=${key%%+*}
key_id=$(cut -d+ -f2 <<<"$key")
typed_key=$(cut -d+ -f3- <<<"$key" | from_base64 | hex)
[[ $typed_key =~ ^01[0-9a-f]{64}$ ]] || fail "this is no Ed25519 key"
public_key=${typed_key:2}
computed_id=$({ printf '%s\n' "$origin"; unhex "$typed_key"; } | sha256)
[[ ${computed_id:0:8} == "$key_id" ]] || fail "the key id does not belong to the key"

# 2. The signature: over the six lines, each with its newline. The twelve bytes before the key say Ed25519.
head -n 6 "$bundle/checkpoint" > "$work/body"
signature=$(sed -n 8p "$bundle/checkpoint" | cut -d' ' -f3 | from_base64 | hex)
[[ $(sed -n 1p "$work/body") == "$origin" ]] || fail "the checkpoint is another log's"
[[ ${signature:0:8} == "$key_id" ]] || fail "the checkpoint names another key"
unhex "${signature:8}" > "$work/signature"
unhex "302a300506032b6570032100$public_key" > "$work/key.der"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin \
    -in "$work/body" -sigfile "$work/signature" > /dev/null || fail "the signature does not hold"
size=$(sed -n 2p "$work/body")
root=$(sed -n 3p "$work/body" | from_base64 | hex)
head=$(sed -n 6p "$work/body" | cut -d' ' -f2 | from_base64 | hex)

# 3. Leaves and chain: leaf = SHA-256(00, body); link = SHA-256(02, link before, leaf).
practice=$(tr -d - <<<"${origin#custos/}")
link=$(hash_of "03$practice$public_key")
leaves=()
while read -r index leaf chain body; do
    leaf=$(from_base64 <<<"$leaf" | hex)
    [[ $index == "${#leaves[@]}" ]] || fail "entry ${#leaves[@]} is not in its place"
    [[ $body == - || $(hash_of "00$(from_base64 <<<"$body" | hex)") == "$leaf" ]] || fail "entry $index was edited"
    link=$(hash_of "02$link$leaf")
    [[ $link == "$(from_base64 <<<"$chain" | hex)" ]] || fail "entry $index does not follow the one before"
    leaves+=("$leaf")
done < "$bundle/entries"
[[ ${#leaves[@]} == "$size" ]] || fail "the checkpoint covers $size entries, here are ${#leaves[@]}"
[[ $link == "$head" ]] || fail "the chain does not end where the checkpoint says"

# 4. The tree: pairs are hashed with 01 in front, level by level; a last one without partner moves up as it is.
level=("${leaves[@]}")
while ((${#level[@]} > 1)); do
    parents=()
    for ((at = 0; at < ${#level[@]}; at += 2)); do
        if ((at + 1 < ${#level[@]})); then
            parents+=("$(hash_of "01${level[at]}${level[at + 1]}")")
        else
            parents+=("${level[at]}")
        fi
    done
    level=("${parents[@]}")
done
[[ ${level[0]:-$(hash_of "")} == "$root" ]] || fail "the tree has another root than the checkpoint"

echo "Verified by hand: $size entries are what was sealed."
