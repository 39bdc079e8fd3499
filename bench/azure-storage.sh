#!/usr/bin/env bash
# What each operation of the storage ports costs on Azure storage, as Azurite plays it: operations a second, latency, allocations and
# processor time, medians of some rounds. Builds of other commits (LABEL=FOLDER with the published bench/AzureStorage) take turns with
# this one in each round, on the same Azurite. The client has one core, Azurite another. Needs node and npm.
# Usage: bench/azure-storage.sh [rounds] [operations] [LABEL=FOLDER …]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3} operations=${2:-1000}
shift $(($# < 2 ? $# : 2))
[ -d tests/Azurite/node_modules ] || (cd tests/Azurite && npm ci --no-audit --no-fund --ignore-scripts --silent)
folder=$(mktemp -d); log=$(mktemp); figures=$(mktemp); keep=$(mktemp -u)
mkfifo "$keep"
trap 'exec 3>&-; wait; rm -rf "$folder" "$log" "$figures" "$keep"' EXIT
dotnet publish bench/AzureStorage -c Release --nologo -v q -p:RunAnalyzers=false -o "$folder/this" >&2
(cd tests/Azurite && exec taskset -c 0 node start.cjs --location "$folder/azurite" --blobPort 0 --tablePort 0 --queuePort 0 \
  --silent --disableTelemetry --skipApiVersionCheck) <"$keep" >"$log" &
exec 3>"$keep"
until grep -q 'Table service is successfully' "$log"; do sleep 0.2; done
endpoint() { sed -n "s/.*$1 service is successfully listening at //p" "$log"; }
# The account and key that Microsoft publishes for it.
key="Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
AZURITE="AccountName=devstoreaccount1;AccountKey=$key"
export AZURITE="$AZURITE;BlobEndpoint=$(endpoint Blob)/devstoreaccount1;TableEndpoint=$(endpoint Table)/devstoreaccount1"
for round in $(seq "$rounds"); do
  for build in "$@" "this=$folder/this"; do
    echo "round $round: ${build%%=*}" >&2
    taskset -c 1 dotnet "${build#*=}/AzureStorage.dll" measure "${build%%=*}" "$operations" >>"$figures"
  done
done
dotnet "$folder/this/AzureStorage.dll" report <(sort -t';' -k3,3n -k2,2 -k1,1 -s "$figures")
