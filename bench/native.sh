#!/usr/bin/env bash
# The same program compiled to machine code (the native package) and by the just-in-time compiler (self-contained, precompiled, one composite image): size,
# start as a custom handler, memory, CPS POSTs. Takes node, zip, wrk, openssl and gcc. Usage: bench/native.sh [starts] [seconds]; FOLDERS names the folder of two
# packages that were published before, `precompiled` and `native`.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in dotnet node zip wrk openssl gcc; do
  command -v "$tool" >/dev/null || { echo "native.sh needs $tool, which is not here." >&2; exit 2; }
done
case $(uname -m) in x86_64) rid=linux-x64 ;; aarch64) rid=linux-arm64 ;; *) echo "No such machine: $(uname -m)" >&2; exit 2 ;; esac
folders=${FOLDERS:-$PWD/artifacts/bench-native}
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
publish() { dotnet publish src/Server -c Release -r "$rid" -o "$folders/$1" -v quiet --nologo "${@:2}" >/dev/null; }
if [ -z "${FOLDERS:-}" ]; then
  rm -rf "$folders"
  publish precompiled --self-contained -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true
  publish native -p:FunctionsPackage=native
fi
for kind in precompiled native; do
  folder=$folders/$kind
  (cd "$folder" && zip -q -r -9 "$data/$kind.zip" .)
  echo
  echo "## $kind"
  echo "folder: $(du -sm --apparent-size "$folder" | cut -f1) MB, $(find "$folder" -type f | wc -l) files; program: $(du -m --apparent-size "$folder/shaken-server" | cut -f1) MB; zip: $(du -m --apparent-size "$data/$kind.zip" | cut -f1) MB"
  node bench/cold-start.mjs "$folder/shaken-server" "$data" "${1:-30}"
  echo
  PROGRAM="$folder/shaken-server" MODES=memory CONNECTIONS="1 16 64" bench/load.sh "${2:-8}"
done
