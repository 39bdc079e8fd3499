#!/usr/bin/env bash
# Warm calls of one client while others post PASSporTs whose x5u hosts have a DNS server that never answers: p99 without and with the attack, the CPS's
# threads and memory. The CPS runs with a resolv.conf of its own, in a mount namespace, and a DNS server of this script that is silent: takes root, unshare
# and node. Usage: bench/dns-attack.sh [seconds]; RATES chooses the attack's requests a second.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
rates=${RATES:-0 2 20 100}
port=7098
for tool in dotnet node unshare; do
  command -v "$tool" >/dev/null || { echo "dns-attack.sh needs $tool, which is not here." >&2; exit 2; }
done
[ "$(id -u)" = 0 ] || { echo "dns-attack.sh needs root, for a resolv.conf of its own." >&2; exit 2; }
tokens=$(mktemp); resolv=$(mktemp); server=; dns=
trap 'rm -f "$tokens" "$resolv"; for one in "$server" "$dns"; do [ -z "$one" ] || kill "$one" 2>/dev/null || true; done' EXIT
echo "nameserver 127.0.0.1" > "$resolv"
dotnet build -c Release bench/Load -v quiet --nologo >/dev/null
node -e 'require("node:dgram").createSocket("udp4").bind(53, "127.0.0.1")' & dns=$!
count=$(((seconds + 10) * $(wc -w <<< "$rates") * 300))
unshare -m --propagation private sh -c 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"' sh "$resolv" \
  dotnet artifacts/bin/Load/release/Load.dll memory "$port" "$tokens" "$count" >/dev/null & server=$!
until curl -s -o /dev/null "http://127.0.0.1:$port/health"; do
  kill -0 "$server" 2>/dev/null || { echo "The server has ended; is port $port taken?" >&2; exit 1; }
  sleep 0.5
done
# shellcheck disable=SC2086
node bench/dns-attack.mjs "http://127.0.0.1:$port" "$tokens" "$server" "$seconds" $rates
