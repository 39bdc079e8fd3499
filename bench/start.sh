#!/usr/bin/env bash
# From the start of the published program (self-contained, precompiled) to its first 200: GET /health of the role cr, store in memory. Takes node.
# Usage: bench/start.sh [runs]
set -euo pipefail
cd "$(dirname "$0")/.."
case $(uname -m) in x86_64) rid=linux-x64 ;; aarch64) rid=linux-arm64 ;; *) echo "No such machine: $(uname -m)" >&2; exit 2 ;; esac
folder=artifacts/published-$rid
dotnet publish src/Server -c Release -r "$rid" --self-contained -p:PublishReadyToRun=true -o "$folder" -v quiet --nologo >/dev/null
node bench/start.mjs "$folder/shaken-server" "${1:-30}"
