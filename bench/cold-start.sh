#!/usr/bin/env bash
# The function app as it is published: its size, zipped too, and its start as the Functions host starts it. Takes node, zip and unzip.
# Usage: bench/cold-start.sh [runs]
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in dotnet node zip unzip; do
  command -v "$tool" >/dev/null || { echo "cold-start.sh needs $tool, which is not here." >&2; exit 2; }
done
case $(uname -m) in x86_64) rid=linux-x64 ;; aarch64) rid=linux-arm64 ;; *) echo "No such machine: $(uname -m)" >&2; exit 2 ;; esac
package=artifacts/deploy/bench.zip
./infra/deploy.sh --dry-run --resource-group bench --name bench --rid "$rid" --package "$package"

# What is measured is what comes out of the package, with the permissions it carries.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unzip -q "$package" -d "$folder/app"
size() { du -sm --apparent-size "$1" | cut -f1; }
echo "folder: $(size "$folder/app") MB, $(find "$folder/app" -type f | wc -l) files, $(find "$folder/app" -name function.json | wc -l) functions; zip: $(size "$package") MB"
mkdir "$folder/data"
node bench/cold-start.mjs "$folder/app" "$folder/data" "${1:-30}"
