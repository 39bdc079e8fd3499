#!/usr/bin/env bash
# The call path on Azure storage, as Azurite plays it, beside memory and disk in one run: publishing in the open dialect (bench/load.sh) at 1 and 32 connections.
# Azurite is one process of Node.js on the core of the load, so its rows say what our requests cost, not what Azure answers. Takes node, npm, wrk and openssl.
# Usage: bench/azurite.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")/.."
[ -d tests/Azurite/node_modules ] || (cd tests/Azurite && npm ci --no-audit --no-fund --ignore-scripts --silent)
folder=$(mktemp -d); log=$(mktemp); keep=$(mktemp -u)
mkfifo "$keep"
trap 'exec 3>&-; wait; rm -rf "$folder" "$log" "$keep"' EXIT
(cd tests/Azurite && exec taskset -c 0 node start.cjs --location "$folder" --blobPort 0 --tablePort 0 --queuePort 0 --silent --disableTelemetry --skipApiVersionCheck) <"$keep" >"$log" &
exec 3>"$keep"
until grep -q 'Table service is successfully' "$log"; do sleep 0.2; done
endpoint() { sed -n "s/.*$1 service is successfully listening at //p" "$log"; }
# The account and key that Microsoft publishes for it.
export AZURITE="AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;BlobEndpoint=$(endpoint Blob)/devstoreaccount1;TableEndpoint=$(endpoint Table)/devstoreaccount1"
MODES="memory disk azure" CONNECTIONS="1 32" bench/load.sh "${1:-8}"
