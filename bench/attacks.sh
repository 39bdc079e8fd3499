#!/usr/bin/env bash
# Attacks on the published program while somebody's warm calls go on: the p99 of these without and with each attack, and whether any of them failed. Writes
# bench/results/attacks.md, and ends with 1 when a bound is broken. Each attack is a file in bench/attacks. Takes Linux and node; the attack on name look-ups
# also root and unshare, for a resolv.conf of its own. Usage: bench/attacks.sh [attack…]; PROGRAM names a program that was published before, PAIRS
# how many windows of each kind are measured.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v node >/dev/null || { echo "attacks.sh needs node, which is not here." >&2; exit 2; }
case $(uname -m) in x86_64) rid=linux-x64 ;; aarch64) rid=linux-arm64 ;; *) echo "No such machine: $(uname -m)" >&2; exit 2 ;; esac
ulimit -n 16384 2>/dev/null || true
export ORIGIN=http://127.0.2.1:7093
if [ -z "${PROGRAM:-}" ]; then
  PROGRAM=$PWD/artifacts/published-$rid/shaken-server
  dotnet publish src/Server -c Release -r "$rid" --self-contained -p:PublishReadyToRun=true -o "${PROGRAM%/*}" -v quiet --nologo >/dev/null
fi
dotnet build -c Release bench/Load -v quiet --nologo >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo "nameserver 127.0.0.1" > "$folder/resolv.conf"
dotnet artifacts/bin/Load/release/Load.dll world "$folder" "$ORIGIN"
results=bench/results/attacks.md
if [ $# -eq 0 ]; then
  set -- silent-dns slow-bodies slow-streams idle-connections hanging-hosts random-paths acme-accounts parked-passports refused-requests
else
  results=/dev/null
fi
node bench/attacks/run.mjs "$PROGRAM" "$folder" "$results" "$@"
